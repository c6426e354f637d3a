/** The room has a new name; `was` is the former one, which links still find. */
import {entryKind} from '../entryKind.ts';
import {RoomName} from '../../fields.ts';
import {FIXED_LIMITS} from '../../limits.ts';

export const renamed = entryKind(
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
