/** From here on the conversation has a new key; a signed statement says who has it. */
import * as z from 'zod/mini';
import {Name} from '../../fields.ts';
import {kind} from '../kind.ts';
import {body} from './body.ts';

const names = z.optional(z.array(Name).check(z.maxLength(200)));

export const epoch = kind(
  'epoch',
  /** The statement in base64url, as `docs/sealed.md` has it. */
  {
    text: body(),
    /** Whose keys were begun anew since the epoch before, as the client that has verified it says; a server has no say in it. */
    restarted: names,
    /** Let in by a member since the epoch before, told in the same way. */
    added: names,
    /** Out of it since: left, or removed by who keeps the room. */
    removed: names,
    /** Out of it by the server’s word alone. */
    missing: names,
  },
  {isCounted: false, hasWords: false, place: 'alone', isOpen: true},
);
