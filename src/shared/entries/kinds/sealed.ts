/** An encrypted entry that only members can read. A client replaces it by its contents, or says why it cannot. */
import * as z from 'zod/mini';
import {FileId, text} from '../../fields.ts';
import {kind} from '../kind.ts';
import {body} from './body.ts';

export const sealed = kind(
  'sealed',
  {
    /** Base64url, as `docs/sealed.md` has it; empty once it was looked at. */
    text: body(),
    /** A file goes with it: where its sealed bytes are. */
    fileId: z.optional(FileId),
    /** Why it cannot be read, as the client that tried says it; a server has no say in it. */
    failure: z.optional(text(40)),
  },
  {isCounted: true, hasWords: false, place: 'alone', isOpen: true},
);
