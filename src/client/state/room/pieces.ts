/** The loaded part of a room's log: contiguous pieces with gaps between them; the last piece reaches to the end. */
import type {Entry} from '../../../shared/entries/entry.ts';
import type {RoomState} from '../state.ts';

/** Consecutive entries. */
export type Piece = readonly Entry[];

type Held = Pick<RoomState, 'older' | 'entries'>;

/** Maximum number of older pieces; beyond it, the oldest is dropped. */
const PIECES_MAX = 50;

const firstSeqOf = (piece: Piece): number => piece[0]?.seq ?? 0;
const lastSeqOf = (piece: Piece): number => piece.at(-1)?.seq ?? 0;

interface Joined {
  /** The entries of all older pieces; unchanged while new entries arrive. */
  above: readonly Entry[];
  entries: Piece;
  all: Piece;
}
const joined = new WeakMap<RoomState['older'], Joined>();

/** All loaded entries, oldest first; where the seq jumps, there is a gap. Cached: the same array for the same pieces. */
export function heldEntries({older, entries}: Held): Piece {
  if (older.length === 0) return entries;
  const known = joined.get(older);
  if (known?.entries === entries) return known.all;
  const above = known?.above ?? older.flat();
  const all = above.concat(entries);
  joined.set(older, {above, entries, all});
  return all;
}

/** Index of the last entry up to this seq, in ascending entries; -1 when all are later. */
export function placeOfSeq(entries: Piece, seq: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.seq ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Whether there is a gap before this index. */
export const isAfterGap = (entries: Piece, at: number): boolean =>
  at > 0 && at < entries.length && entries[at]?.seq !== (entries[at - 1]?.seq ?? 0) + 1;

/** The loaded entry with this seq; `undefined` if it is not loaded. */
export function entryOf(one: Held, seq: number): Entry | undefined {
  const entries = heldEntries(one);
  const found = entries[placeOfSeq(entries, seq)];
  return found?.seq === seq ? found : undefined;
}

export const isHeld = (one: Held, seq: number): boolean => entryOf(one, seq) !== undefined;

/** All entries between two seqs, inclusive; `undefined` if not all of them are loaded. */
export function entriesBetween(one: Held, fromSeq: number, toSeq: number): Piece | undefined {
  if (fromSeq > toSeq) return [];
  const piece = [one.entries, ...one.older].find(all => firstSeqOf(all) <= fromSeq && lastSeqOf(all) >= toSeq);
  const start = piece === undefined ? 0 : fromSeq - firstSeqOf(piece);
  return piece?.slice(start, start + toSeq - fromSeq + 1);
}

/** Merges two overlapping or adjacent pieces; for equal seqs the known entry stays. */
function merge(known: Piece, fresh: Piece): Piece {
  const before = fresh.filter(({seq}) => seq < firstSeqOf(known));
  const after = fresh.filter(({seq}) => seq > lastSeqOf(known));
  return before.length + after.length === 0 ? known : [...before, ...known, ...after];
}

const touches = (one: Piece, other: Piece): boolean =>
  firstSeqOf(one) <= lastSeqOf(other) + 1 && firstSeqOf(other) <= lastSeqOf(one) + 1;

/** Adds a contiguous piece and merges it with adjacent ones. The newest piece stays the last. */
export function withPiece<One extends Held>(one: One, piece: Piece): One {
  if (piece.length === 0) return one;
  const {older, entries} = one;
  if (entries.length > 0 && firstSeqOf(piece) > lastSeqOf(entries) + 1) return one;
  const isLast = entries.length > 0 && touches(piece, entries);
  let merged = isLast ? merge(entries, piece) : piece;
  for (const known of older) if (touches(known, merged)) merged = merge(known, merged);
  const apart = older.filter(known => !touches(known, merged));
  if (isLast) return merged === entries ? one : {...one, older: sameOr(older, apart), entries: merged};
  if (older.includes(merged)) return one;
  const sorted = [...apart, merged].sort((first, second) => firstSeqOf(first) - firstSeqOf(second));
  return {...one, older: sorted.slice(-PIECES_MAX)};
}

const sameOr = (before: RoomState['older'], after: RoomState['older']): RoomState['older'] =>
  after.length === before.length ? before : after;

/** Keeps the newest `keep` entries. */
export function newestOf<One extends Held>(one: One, keep: number): One {
  const {older, entries} = one;
  const count = older.reduce((sum, piece) => sum + piece.length, entries.length);
  if (count <= keep) return one;
  if (entries.length >= keep) return {...one, older: [], entries: entries.slice(-keep)};
  const kept: Piece[] = [];
  let left = keep - entries.length;
  for (const piece of older.toReversed()) {
    if (left <= 0) break;
    kept.unshift(piece.slice(-left));
    left -= piece.length;
  }
  return {...one, older: kept};
}

export const heldCount = ({older, entries}: Held): number =>
  older.reduce((sum, piece) => sum + piece.length, entries.length);

/** The consecutive entries at the end. */
export function lastRunOf(entries: readonly Entry[]): Entry[] {
  let from = entries.length;
  while (from > 0 && (from === entries.length || entries[from - 1]?.seq === (entries[from]?.seq ?? 0) - 1)) from--;
  return entries.slice(from);
}

/** The consecutive entries at the beginning. */
export function firstRunOf(entries: readonly Entry[]): Entry[] {
  let end = entries.length === 0 ? 0 : 1;
  while (end < entries.length && entries[end]?.seq === (entries[end - 1]?.seq ?? 0) + 1) end++;
  return entries.slice(0, end);
}
