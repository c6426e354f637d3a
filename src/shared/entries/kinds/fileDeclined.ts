/** Somebody has declined an offered file. */
import {FileId} from '../../fields.ts';
import {entryKind} from '../entryKind.ts';

export const fileDeclined = entryKind(
  'fileDeclined',
  {fileId: FileId},
  {
    isCounted: false,
    hasWords: false,
    isOpen: true,
    place: 'quiet',
    about: {
      key: ({fileId}) => fileId,
      fold: (status, {sender}) => ({...status, declinedBy: [...status.declinedBy, sender]}),
    },
  },
);
