/** An offered file was withdrawn by its sender. */
import {FileId} from '../../fields.ts';
import {kind} from '../kind.ts';

export const fileCancelled = kind(
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
