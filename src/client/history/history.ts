/**
 * The local history: stores seen entries, shows them before the server answers and while offline, and keeps them equal to the
 * server's log.
 */
import type {Entry} from '../../shared/entries/entry.ts';
import type {SearchAsked, SearchFound} from '../../shared/search/search.ts';
import {isDamage} from '../local/sqlite.ts';
import {placedInLobby, SET_BACK} from '../state/room/roomMerge.ts';
import {isOnline, roomByLabel} from '../state/selectors.ts';
import type {RecalledView} from '../state/state.ts';
import {addBeginning, addPage, addRun} from './batch.ts';
import {createCatchUp} from './catchUp.ts';
import type {Handlers, HistoryHost} from './host.ts';
import {newestKept, pieceKept, type PieceWanted} from './keptPiece.ts';
import {isSealed} from './sealed.ts';
import {searchKept} from './searchKept.ts';
import {readView, writeView} from './view.ts';
import {openWriting} from './writing.ts';

export interface History {
  readonly on: Handlers;
  /** Shows the local history before the server has answered. */
  start(): void;
  /** Resolves when the local history is shown. */
  recalled(): Promise<void>;
  /** Loads one stored page into the state, before, after or around a seq. @returns whether there were entries */
  loadPiece(roomId: number, wanted: PieceWanted): boolean;
  /** Seq of the first stored entry of a room at this time or later. */
  seqSince(roomId: number, atMs: number): number | undefined;
  /** The newest stored entry of a room up to a seq. */
  entryUpTo(roomId: number, seq: number): Entry | undefined;
  /** Searches the stored entries; `undefined` when nothing is stored. @throws search-invalid, search-unavailable */
  search(asked: SearchAsked): Promise<SearchFound | undefined>;
  /** The number of stored entries; `undefined` when there is no history. */
  count(): number | undefined;
  /** Empties the history, which continues with new entries. @returns the number of removed entries */
  clear(): number;
  /** Deletes the history, and stores nothing from now on. */
  forget(): void;
  /** Stores the view, for the next start. */
  keepView(view: RecalledView): void;
  close(): Promise<void>;
}

/** A larger gap to the server's log is not filled: the server's newest page replaces the stored one. */
const GAP_MAX = 1_000;

export const openHistory = (host: HistoryHost): History =>
  host.options.isHeadless === true ? nothing : ofScreen(host);

function ofScreen(host: HistoryHost): History {
  const {options} = host;
  let opening: Promise<void> = Promise.resolve();
  let isForgotten = false;
  /** Whether stored entries were shown before the server answered. */
  let isShown = false;
  let isLessTold = false;
  /** The account whose history is open or being opened. */
  let wantedName: string | undefined;
  let isEnded = false;

  const writing = openWriting(host, roomIds => {
    if (isOnline(host.getState())) catchUp.begin(roomIds);
  });
  const schedule = () => writing.schedule();
  const catchUp = createCatchUp({
    host,
    historyStore: () => writing.historyStore(),
    take(roomId, entries, lastSeq) {
      writing.collect(roomId, batch => {
        addPage(batch, {entries, lastSeq});
        addRun(batch, entries);
      });
      return writing.flush();
    },
    forget: roomId => writing.forgetRoom(roomId),
    refute(roomId, isLess) {
      if (isLess) tellLess();
      writing.forgetRoom(roomId);
      host.dispatch({type: 'historyRefuted', roomId});
    },
  });

  /**
   * Warns once that the server's log is shorter; not if stored entries were shown at the start, because `log/news.ts` then
   * warns.
   */
  const tellLess = (): void => {
    if (!isLessTold) host.notify('warning', SET_BACK);
    isLessTold = true;
  };
  /** Shows the newest stored entries of a room that is not loaded. */
  const recallRoom = (roomId: number, isWritten = false): void => {
    const one = host.getState().roomById[roomId];
    if (one === undefined || one.isLoaded || writing.historyStore() === undefined) return;
    if (!isWritten && writing.isPending(roomId)) {
      const writes = writing.flush();
      // Usually the first piece writes the room. If not, this is only repeated while offline: online, the server answers
      // first.
      const isAway = () => !isOnline(host.getState());
      if (writing.isPending(roomId))
        return isAway() ? host.background(writes.then(() => isAway() && recallRoom(roomId, true))) : undefined;
    }
    // Online, stored entries before a long gap are not shown: the server's newest page comes soon.
    const gapMax = isOnline(host.getState()) ? GAP_MAX : Infinity;
    const entries = writing.guarded(kept => newestKept(kept, one.room, gapMax));
    if (entries === undefined || entries.length === 0) return;
    host.dispatch({type: 'entriesRecalled', roomId, entries});
    catchUp.verify(roomId);
  };
  const loadPiece: History['loadPiece'] = (roomId, wanted) => {
    const one = host.getState().roomById[roomId];
    if (one === undefined) return false;
    const entries = writing.guarded(kept => pieceKept(kept, one.room, wanted));
    if (entries === undefined || entries.length === 0) return false;
    host.dispatch({type: 'entriesLoaded', roomId, place: 'piece', entries, lastSeq: one.room.lastSeq});
    return true;
  };

  /**
   * Restores the last view: its room, or the lobby, and the position in it. Online, the server decides which room is entered.
   */
  const enterLast = (view: RecalledView | undefined): void => {
    const state = host.getState();
    const last = view === undefined ? undefined : roomByLabel(state, view.roomLabel);
    const roomId = state.currentRoomId ?? last?.room.roomId ?? placedInLobby(state.roomById).currentRoomId;
    if (roomId === undefined) return;
    if (state.currentRoomId !== undefined) recallRoom(roomId);
    else if (!isOnline(host.getState())) host.dispatch({type: 'roomEntered', roomId});
    const place = last?.room.roomId === roomId ? view?.place : undefined;
    const isFresh = writing.guarded(kept => (kept.overview.asOfSeq(roomId) ?? 0) >= (last?.room.lastSeq ?? 0)) === true;
    // Online, stored entries are only shown if they are as new as the server's log.
    if (place !== undefined && (isFresh || !isOnline(host.getState())))
      loadPiece(roomId, {aroundSeq: 'topSeq' in place ? place.topSeq : place.seq});
  };
  /** Dispatches the last view once per account, also when there is none. */
  const tellView = (view: RecalledView | undefined): void => {
    const {firstRoom = ''} = options;
    if (host.getState().view === undefined) host.dispatch({type: 'viewRecalled', view: view ?? {roomLabel: firstRoom}});
  };
  const recall = async (name: string): Promise<void> => {
    await writing.open(name).catch(() => undefined);
    const {firstRoom = ''} = options;
    const store = writing.store();
    const view = (store && readView(store)) ?? (firstRoom === '' ? undefined : {roomLabel: firstRoom});
    const overview = host.getState().me === undefined ? writing.guarded(kept => kept.overview.read()) : undefined;
    isShown = overview?.me.name === name;
    if (isShown && overview !== undefined) host.dispatch({type: 'historyRecalled', opened: overview});
    enterLast(view);
    tellView(view);
  };
  const recallSoon = (name: string): void => {
    if (isEnded) return;
    wantedName = name;
    opening = opening.then(() => recall(name)).catch(() => undefined);
  };
  /** Removes rooms that the server no longer lists, and catches up the others. */
  const tidy = (name: string | undefined): void => {
    const {roomById, me} = host.getState();
    // The connection may have ended meanwhile, or the account have changed.
    if (!isOnline(host.getState()) || me?.name !== name) return;
    const missed: number[] = [];
    const doubted: number[] = [];
    for (const roomId of writing.guarded(kept => kept.overview.roomIds()) ?? []) {
      const room = roomById[roomId]?.room;
      const asOf = writing.guarded(kept => kept.overview.asOfSeq(roomId));
      const isLess = room !== undefined && (asOf ?? 0) > room.lastSeq;
      const isRest = asOf === undefined && writing.guarded(kept => kept.entries.isAny(roomId)) === true;
      if (room === undefined || isRest) writing.forgetRoom(roomId);
      else if (isLess) doubted.push(roomId);
      else if (asOf !== undefined && asOf < room.lastSeq) missed.push(roomId);
      if (room?.firstSeq !== undefined && asOf !== undefined)
        writing.collect(roomId, batch => addBeginning(batch, room.firstSeq ?? 0));
    }
    catchUp.restart();
    const {currentRoomId} = host.getState();
    if (currentRoomId !== undefined && roomById[currentRoomId]?.isLoaded === true) catchUp.verify(currentRoomId);
    // Loaded rooms are brought up to date by `log/sync.ts`.
    catchUp.begin(missed.filter(roomId => roomById[roomId]?.isLoaded !== true));
    isLessTold = isShown;
    isShown = true;
    // The server's log is shorter, or another program of the account has stored newer entries.
    catchUp.doubt(doubted);
    schedule();
  };

  return {
    on: {
      sessionOpened({me}) {
        if (wantedName !== me.name) {
          opening = opening.then(() => writing.close());
          // After a new login the screen does not wait for the stored view.
          tellView(undefined);
          recallSoon(me.name);
        }
        schedule();
      },
      sessionClosed() {
        wantedName = undefined;
        opening = opening.then(() => writing.close());
      },
      connectionChanged({connection}) {
        const name = wantedName;
        if (connection.status === 'online') opening = opening.then(() => tidy(name));
        else host.background(writing.flush());
      },
      roomEntered: ({roomId}) => recallRoom(roomId),
      roomClosed({roomId}) {
        writing.forgetRoom(roomId);
        const {currentRoomId} = host.getState();
        if (currentRoomId !== undefined) recallRoom(currentRoomId);
      },
      entriesAppended: ({roomId, entries}) => writing.collect(roomId, batch => addRun(batch, entries)),
      entriesLoaded({roomId, place, entries, lastSeq}) {
        if (!isOnline(host.getState())) return;
        writing.collect(roomId, batch => {
          if (place !== 'after') addPage(batch, {entries, lastSeq});
          if (place !== 'piece') addRun(batch, entries);
        });
      },
      entriesRemoved({roomId, firstSeq}) {
        writing.collect(roomId, batch => addBeginning(batch, firstSeq));
        host.background(writing.flush());
      },
      lockChanged({roomId}) {
        if (isSealed(host.getState().roomById[roomId])) writing.forgetRoom(roomId);
      },
      roomOpened: schedule,
      cursorMoved: schedule,
      countsTold: schedule,
      contactChanged: schedule,
      preferencesChanged: schedule,
      roomPreferencesChanged: schedule,
      inviteReceived: schedule,
    },
    start() {
      const {account} = options;
      if (account !== undefined) recallSoon(account);
    },
    recalled: () => opening,
    loadPiece,
    seqSince: (roomId, atMs) =>
      writing.guarded(({entries, overview}) =>
        overview.asOfSeq(roomId) === undefined ? undefined : entries.seqSince(roomId, atMs),
      ),
    entryUpTo: (roomId, seq) => writing.guarded(({entries}) => entries.read(roomId, {beforeSeq: seq + 1}, 1)[0]),
    async search(asked) {
      await writing.flush();
      const kept = writing.historyStore();
      try {
        return kept === undefined ? undefined : await searchKept(kept, host.getState(), asked);
      } catch (error) {
        if (!isDamage(error)) throw error;
        writing.renew();
        return undefined;
      }
    },
    count: () => writing.guarded(kept => kept.entries.count()),
    clear: () => writing.clear(),
    forget() {
      isForgotten = true;
      writing.forget();
    },
    keepView(view) {
      const store = writing.store();
      if (store !== undefined && !isForgotten) writeView(store, view);
    },
    async close() {
      isEnded = true;
      await opening;
      writing.close();
    },
  };
}

/** The history of a shell verb, which shows only what the server returns. */
const nothing: History = {
  on: {},
  start: () => undefined,
  recalled: () => Promise.resolve(),
  loadPiece: () => false,
  seqSince: () => undefined,
  entryUpTo: () => undefined,
  search: () => Promise.resolve(undefined),
  count: () => undefined,
  clear: () => 0,
  forget: () => undefined,
  keepView: () => undefined,
  close: () => Promise.resolve(),
};
