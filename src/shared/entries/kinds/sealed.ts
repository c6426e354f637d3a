/** An encrypted entry, which only members can read. A client replaces it by its content, or adds why it cannot. */
import * as z from 'zod/mini';
import {FileId, text} from '../../fields.ts';
import {entryKind} from '../entryKind.ts';
import {body} from './body.ts';

export const sealed = entryKind(
  'sealed',
  {
    /** The message in base64url, see `docs/sealed.md`; empty once a client has processed it. */
    text: body(),
    /** For a file: the id of its encrypted bytes. */
    fileId: z.optional(FileId),
    /** Why the entry cannot be read. Filled in by the client, never by a server. */
    failure: z.optional(text(40)),
  },
  {isCounted: true, hasWords: false, place: 'alone', isOpen: true},
);
