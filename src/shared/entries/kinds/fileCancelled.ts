/** An offered file was withdrawn by its sender. */
import {FileId} from '../../fields.ts';
import {entryKind} from '../entryKind.ts';

export const fileCancelled = entryKind(
  'fileCancelled',
  {fileId: FileId},
  {
    isCounted: false,
    hasWords: false,
    isOpen: true,
    place: 'quiet',
    about: {key: ({fileId}) => fileId, fold: status => ({...status, state: 'cancelled'})},
  },
);
