/** All bytes of an offered file are on the server, or the receiver got them directly. */
import * as z from 'zod/mini';
import {FileId, Sha256} from '../../fields.ts';
import {entryKind} from '../entryKind.ts';

export const fileCompleted = entryKind(
  'fileCompleted',
  {
    fileId: FileId,
    sha256: Sha256,
    /** All bytes, or those at the beginning, went directly between clients and are not on the server. */
    isDirect: z.optional(z.literal(true)),
  },
  {
    isCounted: false,
    hasWords: false,
    isOpen: true,
    place: 'quiet',
    about: {
      key: ({fileId}) => fileId,
      fold: (status, {isDirect, sha256}) => ({...status, state: isDirect === true ? 'direct' : 'complete', sha256}),
    },
  },
);
