/** Somebody has declined an offered file. */
import {FileId} from '../../fields.ts';
import {kind} from '../kind.ts';

export const fileDeclined = kind(
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
