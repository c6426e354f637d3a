/**
 * Reads stored entries of a room in pieces without gaps, up to the `lastSeq` known to the state: another program of the
 * account may have stored newer ones.
 */
import type {Entry} from '../../shared/entries/entry.ts';
import type {Room} from '../../shared/model.ts';
import {firstRunOf, lastRunOf} from '../state/room/pieces.ts';
import type {HistoryStore} from './historyStore.ts';

/** Number of entries that are shown first. */
const NEWEST_COUNT = 100;
const PIECE_COUNT = 200;

export type PieceWanted = {beforeSeq: number} | {afterSeq: number} | {aroundSeq: number};

/** The newest stored entries. @param gapMax none are returned when more entries than this are missing after them */
export function newestKept({entries, overview}: HistoryStore, {roomId, lastSeq}: Room, gapMax: number): Entry[] {
  const asOf = overview.asOfSeq(roomId);
  if (asOf === undefined || lastSeq - asOf > gapMax) return [];
  return lastRunOf(entries.read(roomId, {beforeSeq: Math.min(asOf, lastSeq) + 1}, NEWEST_COUNT));
}

export function pieceKept({entries, overview}: HistoryStore, {roomId, lastSeq}: Room, wanted: PieceWanted): Entry[] {
  if (overview.asOfSeq(roomId) === undefined) return [];
  const before = (seq: number, count: number) =>
    lastRunOf(entries.read(roomId, {beforeSeq: Math.min(seq, lastSeq + 1)}, count));
  const from = (seq: number, count: number) =>
    firstRunOf(entries.read(roomId, {fromSeq: seq}, count)).filter(entry => entry.seq <= lastSeq);
  if ('beforeSeq' in wanted) return before(wanted.beforeSeq, PIECE_COUNT);
  if ('afterSeq' in wanted) return from(wanted.afterSeq + 1, PIECE_COUNT);
  const upTo = before(wanted.aroundSeq + 1, PIECE_COUNT / 2);
  const after = from(wanted.aroundSeq + 1, PIECE_COUNT / 2);
  return after[0]?.seq === (upTo.at(-1)?.seq ?? 0) + 1 ? [...upTo, ...after] : upTo;
}
