/** That the server could have put itself in between two programs, and why. */
import type {WayKey} from '../core/waySealing.ts';

/** @param name without `@` */
export const unsealedWords = (name: string, whose: NonNullable<WayKey['unsealed']>): string =>
  `Its key is not sealed from device to device (${whose === 'own' ? 'there are no keys here' : `@${name} has no keys`}): ` +
  'a server that puts itself in between could read along.';

/** Of files, said once. */
export const unsealedFileWords = (name: string, whose: NonNullable<WayKey['unsealed']>): string =>
  `Files go directly between you and @${name}. ${unsealedWords(name, whose)} It can read what goes over it as well.`;
