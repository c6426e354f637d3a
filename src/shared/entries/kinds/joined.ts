/** Somebody became a member. */
import {kind} from '../kind.ts';

export const joined = kind(
  'joined',
  {},
  {
    isCounted: false,
    hasWords: false,
    isOpen: true,
    place: 'quiet',
    verb: 'joined',
    member: ({sender}) => ({comes: sender}),
    foldRoom: ({memberCount}) => ({memberCount: memberCount + 1}),
  },
);
