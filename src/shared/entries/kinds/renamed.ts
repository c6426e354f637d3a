/** The room has another name from here on; `was` is the one before, by which links still find it. */
import {kind} from '../kind.ts';
import {RoomName} from '../../fields.ts';
import {FIXED_LIMITS} from '../../limits.ts';

export const renamed = kind(
  'renamed',
  {name: RoomName, was: RoomName},
  {
    isCounted: false,
    hasWords: false,
    isOpen: true,
    place: 'alone',
    foldRoom: ({formerNames = []}, {name, was}) => ({
      name,
      formerNames: [was, ...formerNames.filter(one => one !== was && one !== name)].slice(
        0,
        FIXED_LIMITS.formerNamesMax,
      ),
    }),
  },
);
