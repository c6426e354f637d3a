/** The sender removed `target` from the room; they come back by invitation only; `text` is the reason. */
import {Name} from '../../fields.ts';
import {entryKind} from '../entryKind.ts';
import {body} from './body.ts';

export const memberRemoved = entryKind(
  'memberRemoved',
  {target: Name, text: body()},
  {
    isCounted: false,
    hasWords: false,
    isOpen: true,
    place: 'alone',
    referring: (entry, {name}) => ({...entry, target: name(entry.target)}),
    member: ({target}) => ({goes: target}),
    foldRoom: ({memberCount}) => ({memberCount: Math.max(0, memberCount - 1)}),
  },
);
