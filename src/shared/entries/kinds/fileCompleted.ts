/** All bytes of an offered file are on the server. */
import {FileId, Sha256} from '../../fields.ts';
import {kind} from '../kind.ts';

export const fileCompleted = kind(
  'fileCompleted',
  {fileId: FileId, sha256: Sha256},
  {
    isCounted: false,
    hasWords: false,
    isOpen: true,
    place: 'quiet',
    about: {key: ({fileId}) => fileId, fold: fate => ({...fate, file: 'complete'})},
  },
);
