/** A file is offered to the room. */
import * as z from 'zod/mini';
import {Bundle} from '../../bundle.ts';
import {count, FileId, text} from '../../fields.ts';
import {entryKind} from '../entryKind.ts';
import {FIXED_LIMITS} from '../../limits.ts';

export const file = entryKind(
  'file',
  {
    fileId: FileId,
    name: text(FIXED_LIMITS.fileNameLengthMax),
    sizeBytes: count(),
    /** Set for an archive that stands for several files and folders. */
    bundle: z.optional(Bundle),
  },
  {
    isCounted: true,
    hasWords: false,
    place: 'alone',
    says: {
      read: ({name}) => name,
      write: (entry, words) => ({...entry, name: words.slice(0, FIXED_LIMITS.fileNameLengthMax)}),
    },
    key: ({fileId}) => fileId,
    inbox: {of: 'partner', reason: 'offer'},
  },
);
