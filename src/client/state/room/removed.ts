/** Drops entries that the server has removed: the log of the room then begins later. */
import {foldFileStatuses} from '../../../shared/entries/entry.ts';
import type {Room} from '../../../shared/model.ts';
import {heldEntries} from './pieces.ts';
import type {RoomState} from '../state.ts';

/** Seq of the first entry of a room's log. */
export const beginningOf = ({firstSeq = 1}: Pick<Room, 'firstSeq'>): number => firstSeq;

/** Returns the same object if the log began there before. */
export function withoutRemoved(one: RoomState, firstSeq: number | undefined): RoomState {
  if (firstSeq === undefined || firstSeq <= beginningOf(one.room)) return one;
  const room = {...one.room, firstSeq};
  const isCounted = one.countedSeq >= firstSeq - 1;
  const counted = isCounted ? {...one, room} : {...one, room, countedSeq: firstSeq - 1, needsCounts: true};
  const quoted = new Map([...one.quoted].filter(([seq]) => seq >= firstSeq));
  if ((heldEntries(one)[0]?.seq ?? firstSeq) >= firstSeq) return {...counted, quoted};
  const isLeft = ({seq}: {seq: number}) => seq >= firstSeq;
  const older = one.older.map(piece => piece.filter(isLeft)).filter(piece => piece.length > 0);
  const kept = {...counted, quoted, older, entries: one.entries.filter(isLeft)};
  return {
    ...kept,
    fileStatuses: foldFileStatuses(new Map(), heldEntries(kept)),
    asides: one.asides.filter(aside => aside.afterSeq >= firstSeq - 1),
  };
}
