/** Which login names are valid; names that nobody may register are in `accountNames.ts` of the server. */
import {FIXED_LIMITS} from '../limits.ts';

const {nameLengthMin, nameLengthMax} = FIXED_LIMITS;
/** Login names: ASCII only, so that no two look alike. */
export const NAME_PATTERN = new RegExp(`^[a-z0-9][a-z0-9._-]{${nameLengthMin - 1},${nameLengthMax - 1}}$`);
/** What may be a login name, in words. */
export const NAME_RULE =
  `${nameLengthMin} to ${nameLengthMax} characters: a-z, 0-9, dot, dash and underscore, ` +
  'starting with a letter or digit';

/** Prefix of the placeholder name of a deleted account; nobody can register such a name. */
export const FORMER_MEMBER = 'former-member-';
export const isFormerMember = (name: string): boolean => name.startsWith(FORMER_MEMBER);
