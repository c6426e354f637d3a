/** The sender gave `target` another role in the room. */
import {later, Name} from '../../fields.ts';
import {entryKind} from '../entryKind.ts';
import {ROOM_ROLES} from '../../access/roles.ts';

export const roleGiven = entryKind(
  'roleGiven',
  {target: Name, role: later(ROOM_ROLES, 'member')},
  {
    isCounted: false,
    hasWords: false,
    isOpen: true,
    place: 'alone',
    referring: (entry, {name}) => ({...entry, target: name(entry.target)}),
    member: ({target, role}) => ({name: target, role}),
  },
);
