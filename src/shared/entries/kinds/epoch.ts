/** From here on the conversation has a new key; a signed statement lists the members who have it. */
import * as z from 'zod/mini';
import {Name} from '../../fields.ts';
import {entryKind} from '../entryKind.ts';
import {body} from './body.ts';

const names = z.optional(z.array(Name).check(z.maxLength(200)));

export const epoch = entryKind(
  'epoch',
  /** The statement in base64url; see `docs/sealed.md`. */
  {
    text: body(),
    /**
     * Members who restarted their keys since the previous epoch. Filled in by the client that verified the statement, never
     * by a server.
     */
    restarted: names,
    /** Members who were let in since the previous epoch; filled in by the client. */
    added: names,
    /** Members who left or were removed by a keeper; filled in by the client. */
    removed: names,
    /** Members who are missing by the server's word alone; filled in by the client. */
    missing: names,
  },
  {isCounted: false, hasWords: false, place: 'alone', isOpen: true},
);
