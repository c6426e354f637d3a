/** A file is offered to the room. */
import {count, FileId, text} from '../fields.ts';
import {kind} from '../kind.ts';
import {FIXED_LIMITS} from '../limits.ts';

export const file = kind(
  'file',
  {fileId: FileId, name: text(FIXED_LIMITS.fileNameLengthMax), sizeBytes: count()},
  {
    isCounted: true,
    hasWords: false,
    place: 'alone',
    key: ({fileId}) => fileId,
    inbox: {of: 'partner', reason: 'offer'},
  },
);
