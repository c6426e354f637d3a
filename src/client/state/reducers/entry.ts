/** The loaded part of a room's log: one piece that reaches to its end, and older pieces. */
import type {Changes} from '../changes.ts';
import {foldChanges, piecesAfter, quotedAfter} from '../room/foldChanges.ts';
import {countEntries} from '../room/unreadCounts.ts';
import type {Room} from '../../../shared/model.ts';
import {foldFileStatuses, isCounted, type Entry, memberChangeOf} from '../../../shared/entries/entry.ts';
import {heldEntries, newestOf, withPiece} from '../room/pieces.ts';
import {withoutRemoved} from '../room/removed.ts';
import {heldSeq, withoutNewLine, withRoom} from '../room/roomState.ts';
import {withoutTyping} from './typing.ts';
import type {RoomState, State} from '../state.ts';
import {threadsAfter} from '../threads.ts';

/** Appends entries that continue the loaded ones; other entries only raise `lastSeq`. */
export function entriesAppended(state: State, {roomId, entries}: Changes['entriesAppended']): State {
  const after = withRoom(state, roomId, one => append(one, entries, state.me?.name ?? ''));
  return withThreads(state, after, roomId, entries);
}

export function entriesLoaded(state: State, {roomId, place, entries, ...ends}: Changes['entriesLoaded']): State {
  const me = state.me?.name ?? '';
  const after = withRoom(state, roomId, before => {
    const one = raiseLastSeq(withoutRemoved(before, ends.firstSeq), ends.lastSeq);
    if (place === 'after') return append(one, entries, me);
    if (place === 'piece') return insert(one, entries, me);
    return replace(one, entries, me);
  });
  return place === 'after' ? withThreads(state, after, roomId, entries) : after;
}

/** Applies the appended entries to threads as well. */
function withThreads(before: State, after: State, roomId: number, entries: readonly Entry[]): State {
  const one = before.roomById[roomId];
  if (one === undefined || (before.threads.size === 0 && before.openThread?.roomId !== roomId)) return after;
  return threadsAfter(after, roomId, following(entries, heldSeq(one)));
}

/** Replaces sealed entries in place, and applies decrypted changes to other entries. */
export function entriesOpened(state: State, {roomId, entries}: Changes['entriesOpened']): State {
  const me = state.me?.name ?? '';
  const bySeq = new Map(entries.map(entry => [entry.seq, entry]));
  const opened = (piece: readonly Entry[]): readonly Entry[] =>
    piece.some(({seq, kind}) => kind === 'sealed' && bySeq.has(seq))
      ? piece.map(entry => (entry.kind === 'sealed' ? (bySeq.get(entry.seq) ?? entry) : entry))
      : piece;
  return withRoom(state, roomId, one => {
    const pieces = {older: one.older.map(opened), entries: foldChanges(opened(one.entries), entries, me)};
    return refold({...one, ...pieces, ...piecesAfter({...pieces, quoted: one.quoted}, entries, me)});
  });
}

export function entriesRemoved(state: State, {roomId, firstSeq}: Changes['entriesRemoved']): State {
  return withRoom(state, roomId, one => withoutRemoved(one, firstSeq));
}

export function olderRequested(state: State, {roomId}: Changes['olderRequested']): State {
  return withRoom(state, roomId, one => (one.isLoadingOlder ? one : {...one, isLoadingOlder: true}));
}

export function olderFailed(state: State, {roomId}: Changes['olderFailed']): State {
  return withRoom(state, roomId, one => (one.isLoadingOlder ? {...one, isLoadingOlder: false} : one));
}

export function entriesTrimmed(state: State, {roomId, keep}: Changes['entriesTrimmed']): State {
  return withRoom(state, roomId, one => {
    const kept = newestOf(one, keep);
    if (kept === one) return one;
    const firstSeq = heldEntries(kept)[0]?.seq ?? 0;
    return {...refold(kept), asides: one.asides.filter(aside => aside.afterSeq >= firstSeq - 1)};
  });
}

/** People who are no longer typing: their message has arrived, or they have left. */
function silencedBy(entry: Entry): string[] {
  const change = memberChangeOf(entry);
  if (change !== undefined && 'goes' in change) return [change.goes];
  return isCounted(entry) ? [entry.sender] : [];
}

function append(before: RoomState, entries: readonly Entry[], me: string): RoomState {
  const one = raiseLastSeq(before, entries.at(-1)?.seq ?? 0);
  const fresh = following(entries, heldSeq(one));
  if (fresh.length === 0) return one;
  const told = {...one, ...piecesAfter(one, fresh, me)};
  const kept = one.isLoaded
    ? {
        ...told,
        entries: foldChanges(one.entries.concat(fresh), fresh, me),
        fileStatuses: foldFileStatuses(one.fileStatuses, fresh),
      }
    : told;
  const heard = withoutTyping(kept, new Set(fresh.flatMap(silencedBy)));
  const counted = settle(countEntries(heard, foldChanges(fresh, fresh, me), {me, before: one}), fresh, me);
  // One's own message, from any device, means that earlier ones were read.
  return fresh.some(entry => entry.sender === me && isCounted(entry)) ? withoutNewLine(counted) : counted;
}

/** Inserts a page and merges it with adjacent pieces; entries beyond the loaded end are appended. */
function insert(one: RoomState, page: readonly Entry[], me: string): RoomState {
  const done = one.isLoadingOlder ? {...one, isLoadingOlder: false} : one;
  const piece = preceding(page, (page.at(-1)?.seq ?? 0) + 1);
  const endSeq = one.isLoaded ? heldSeq(one) : Number.POSITIVE_INFINITY;
  const placed = withPiece(
    done,
    // Apply changes that are loaded already: they may be newer than the page.
    foldChanges(
      piece.filter(({seq}) => seq <= endSeq),
      heldEntries(one),
      me,
    ),
  );
  return append(placed === done ? done : refold(placed), one.isLoaded ? piece : [], me);
}

const refold = (one: RoomState): RoomState => ({...one, fileStatuses: foldFileStatuses(new Map(), heldEntries(one))});

/**
 * Takes the newest page as the end of the log, unless the loaded end is at least as new. The former end becomes an older
 * piece, or is merged if the page continues it.
 */
function replace(one: RoomState, entries: readonly Entry[], me: string): RoomState {
  const run = preceding(entries, (entries.at(-1)?.seq ?? 0) + 1);
  // Older servers send entries in their original form.
  const page = foldChanges(run, run, me);
  const lastSeq = page.at(-1)?.seq ?? 0;
  if (one.isLoaded && lastSeq <= heldSeq(one)) return one;
  const isCut = (page[0]?.seq ?? 0) > heldSeq(one) + 1;
  const {memberNames, ...rest} = one;
  // Missed entries may change older pieces: with a gap these are dropped.
  const known = isCut ? [] : [...one.older, one.entries].map(piece => foldChanges(piece, page, me));
  const before = known.filter(piece => piece.length > 0 && (piece.at(-1)?.seq ?? 0) <= lastSeq);
  const placed = withPiece({older: before, entries: []}, page);
  const next: RoomState = {
    ...((isCut && one.isLoaded) || memberNames === undefined ? rest : one),
    ...asEnd(placed.older),
    // Quoted messages may have changed in the gap, too.
    quoted: isCut ? new Map() : quotedAfter(one.quoted, page, me),
    isLoaded: true,
    isLoadingOlder: false,
    room: {...one.room, lastSeq: Math.max(one.room.lastSeq, lastSeq)},
  };
  return settle(countEntries(refold(next), page, {me, before: one}), page, me);
}

/** Splits pieces so that the last one becomes the end of the log. */
const asEnd = (pieces: RoomState['older']): Pick<RoomState, 'older' | 'entries'> => ({
  older: pieces.slice(0, -1),
  entries: pieces.at(-1) ?? [],
});

function raiseLastSeq(one: RoomState, lastSeq: number): RoomState {
  if (lastSeq <= one.room.lastSeq) return one;
  const room: Room = {...one.room, lastSeq};
  return {...one, room};
}

/** The consecutive entries that start right after `seq`. */
function following(entries: readonly Entry[], seq: number): readonly Entry[] {
  const run: Entry[] = [];
  for (const entry of entries) {
    if (entry.seq === seq + run.length + 1) run.push(entry);
  }
  return run;
}

/** The consecutive entries that end right before `seq`. */
function preceding(entries: readonly Entry[], seq: number): readonly Entry[] {
  const run: Entry[] = [];
  for (const entry of entries.toReversed()) {
    if (entry.seq === seq - run.length - 1) run.push(entry);
  }
  return run.reverse();
}

/** Removes pending messages whose entries have arrived. */
function settle(one: RoomState, fresh: readonly Entry[], me: string): RoomState {
  if (one.pending.length === 0) return one;
  const ids = new Set(fresh.filter(entry => entry.sender === me).map(entry => entry.id));
  const pending = one.pending.filter(message => !ids.has(message.clientMsgId));
  return pending.length === one.pending.length ? one : {...one, pending};
}
