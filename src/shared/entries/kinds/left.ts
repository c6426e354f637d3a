/** Somebody is no member any more. */
import {kind} from '../kind.ts';

export const left = kind(
  'left',
  {},
  {
    isCounted: false,
    hasWords: false,
    isOpen: true,
    place: 'quiet',
    foldRoom: ({memberCount}) => ({memberCount: Math.max(0, memberCount - 1)}),
  },
);
