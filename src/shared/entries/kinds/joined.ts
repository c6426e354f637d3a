/** Somebody became a member. */
import {entryKind} from '../entryKind.ts';

export const joined = entryKind(
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
