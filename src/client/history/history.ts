/** The history of this machine: what was seen is kept, shown before the server answers and while it is away, and kept true to the server's log. */
import type {Entry} from '../../shared/entry.ts';
import type {SearchAsked, SearchFound} from '../../shared/search/search.ts';
import {diskReasonOf} from '../line/reason.ts';
import type {AccountStore} from '../local/accountStore.ts';
import {isDamage} from '../local/sqlite.ts';
import {placedInLobby} from '../state/roomMerge.ts';
import {roomByLabel} from '../state/selectors.ts';
import type {RecalledView} from '../state/state.ts';
import {addPage, addRun, emptyBatch, type Batch} from './batch.ts';
import {createCatchUp} from './catchUp.ts';
import {openHistoryFile, removeHistory} from './historyFile.ts';
import {accountOf} from './here.ts';
import type {Handlers, HistoryHost} from './host.ts';
import {openKeeper, type Keeper} from './keeper.ts';
import {searchKept} from './searchKept.ts';
import {readView, writeView} from './view.ts';

export interface History {
  readonly on: Handlers;
  /** What is on this machine is shown, before anybody has answered. */
  start(): void;
  /** Resolves when it is. */
  recalled(): Promise<void>;
  /** One page of what somebody who reads would see next. @returns whether there is any */
  loadPiece(roomId: number, wanted: {beforeSeq: number} | {afterSeq: number} | {aroundSeq: number}): boolean;
  /** Over what is kept; `undefined` where nothing is kept. @throws search-invalid, search-unavailable */
  search(asked: SearchAsked): SearchFound | undefined;
  /** How many entries are kept; `undefined` where none are. */
  count(): number | undefined;
  /** Empties it; what is seen from now on is kept again. @returns how many entries that were */
  clear(): number;
  /** Nothing stays on this machine of what was seen, and nothing more is kept. */
  forget(): void;
  /** Found again at the next start. */
  keepView(view: RecalledView): void;
  close(): Promise<void>;
}

interface Opened {
  name: string;
  store: AccountStore;
  keeper: Keeper | undefined;
}

/** What came in this time is written at once. */
const GATHER_MS = 1_000;
/** After a disk has refused, it is left alone for so long. */
const REFUSED_PAUSE_MS = 60_000;
/** Entries that are shown first. */
const NEWEST_COUNT = 100;
/** A longer gap is not walked through: the server's newest page is shown instead. */
const GAP_MAX = 1_000;
const PIECE_COUNT = 200;

export function openHistory(host: HistoryHost): History {
  const {options, local} = host;
  const isOff = options.isHeadless === true;
  let opened: Opened | undefined;
  let opening: Promise<void> = Promise.resolve();
  let batches = new Map<number, Batch>();
  let timer: NodeJS.Timeout | undefined;
  let refusedAtMs = Number.NEGATIVE_INFINITY;
  let isRefusalTold = false;
  let isForgotten = false;
  /** Whose history is open, or about to be. */
  let wantedName: string | undefined;

  const isOnline = () => host.getState().connection.status === 'online';
  const isKeeping = () => !isOff && !isForgotten && options.history !== undefined && options.history.messagesMax > 0;
  const keeper = () => opened?.keeper;

  const openKeeperIn = async (store: AccountStore, name: string): Promise<Keeper | undefined> => {
    const {history: bounds} = options;
    if (bounds === undefined || bounds.messagesMax === 0) {
      removeHistory(store.dir);
      return undefined;
    }
    const cache = await openHistoryFile(store.dir);
    if (cache === undefined) return undefined;
    if (cache.wasDamaged) host.notify('warning', DAMAGED);
    return openKeeper(cache.database, accountOf(options.serverUrl, name), bounds);
  };
  const open = async (name: string): Promise<void> => {
    const store = await local.open(name);
    const found = await openKeeperIn(store, name).catch(() => undefined);
    opened = {name, store, keeper: found};
  };
  const close = (): void => {
    flush();
    clearTimeout(timer);
    timer = undefined;
    batches = new Map();
    const before = opened;
    opened = undefined;
    before?.keeper?.close();
    before?.store.close();
  };
  /** A file that turns out to be damaged is begun anew. */
  const guarded = <T>(work: (kept: Keeper) => T): T | undefined => {
    const kept = keeper();
    if (kept === undefined) return undefined;
    try {
      return work(kept);
    } catch (error) {
      if (isDamage(error)) renew();
      else refuse(error);
      return undefined;
    }
  };
  const renew = (): void => {
    const before = opened;
    if (before === undefined) return;
    before.keeper?.close();
    opened = {...before, keeper: undefined};
    removeHistory(before.store.dir);
    host.notify('warning', DAMAGED);
    opening = opening
      .then(() => openKeeperIn(before.store, before.name))
      .then(found => {
        if (opened?.store === before.store) opened = {...opened, keeper: found};
        else found?.close();
      })
      .catch(() => undefined);
  };
  const refuse = (error: unknown): void => {
    refusedAtMs = options.now();
    if (isRefusalTold) return;
    isRefusalTold = true;
    host.notify(
      'warning',
      `What you see now is not kept on this machine (${diskReasonOf(error)}); nothing else is lost.`,
    );
  };

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const state = host.getState();
    if (opened?.keeper === undefined || state.me?.name !== opened.name || state.server === undefined) return;
    if (options.now() - refusedAtMs < REFUSED_PAUSE_MS) return void batches.clear();
    const written = batches;
    batches = new Map();
    const behind = guarded(kept => kept.write(written, state));
    if (behind !== undefined && behind.length > 0 && isOnline()) catchUp.begin(behind);
  }
  const schedule = (): void => {
    if (isKeeping()) timer ??= setTimeout(flush, GATHER_MS).unref();
  };
  const batchOf = (roomId: number): Batch => {
    const known = batches.get(roomId) ?? emptyBatch();
    batches.set(roomId, known);
    return known;
  };
  const gather = (roomId: number, add: (batch: Batch) => void): void => {
    if (!isKeeping() || roomId < 0) return;
    add(batchOf(roomId));
    schedule();
  };
  const forgetRoom = (roomId: number): void => {
    batches.delete(roomId);
    guarded(kept => kept.forget(roomId));
  };
  const refute = (roomId: number): void => {
    forgetRoom(roomId);
    host.dispatch({type: 'historyRefuted', roomId});
  };
  const catchUp = createCatchUp({
    host,
    keeper,
    take(roomId, entries, lastSeq) {
      gather(roomId, batch => {
        addPage(batch, {entries, lastSeq});
        addRun(batch, entries);
      });
      flush();
    },
    refute,
  });

  /** The newest entries of a room that is not loaded, as far as they are kept. */
  const recallRoom = (roomId: number): void => {
    const one = host.getState().roomById[roomId];
    if (one === undefined || one.isLoaded || opened?.keeper === undefined) return;
    if (batches.has(roomId)) flush();
    const entries = guarded(kept => {
      const asOf = kept.overview.asOfSeq(roomId);
      // While the server can be asked, a gap that is too long is not shown first.
      if (asOf === undefined || (isOnline() && one.room.lastSeq - asOf > GAP_MAX)) return [];
      return tailOf(kept.entries.read(roomId, {beforeSeq: asOf + 1}, NEWEST_COUNT));
    });
    if (entries === undefined || entries.length === 0) return;
    if ((entries.at(-1)?.seq ?? 0) > one.room.lastSeq) return forgetRoom(roomId);
    host.dispatch({type: 'entriesRecalled', roomId, entries});
    catchUp.verify(roomId);
  };
  const loadPiece: History['loadPiece'] = (roomId, wanted) => {
    const one = host.getState().roomById[roomId];
    if (one === undefined) return false;
    const entries = guarded(({entries: kept}) => {
      if ('beforeSeq' in wanted) return tailOf(kept.read(roomId, wanted, PIECE_COUNT));
      if ('afterSeq' in wanted) return headOf(kept.read(roomId, {fromSeq: wanted.afterSeq + 1}, PIECE_COUNT));
      const before = tailOf(kept.read(roomId, {beforeSeq: wanted.aroundSeq + 1}, PIECE_COUNT / 2));
      const after = headOf(kept.read(roomId, {fromSeq: wanted.aroundSeq + 1}, PIECE_COUNT / 2));
      return after[0]?.seq === (before.at(-1)?.seq ?? 0) + 1 ? [...before, ...after] : before;
    });
    if (entries === undefined || entries.length === 0) return false;
    host.dispatch({type: 'entriesLoaded', roomId, place: 'piece', entries, lastSeq: one.room.lastSeq});
    return true;
  };

  /** The room on screen the last time, or the lobby, and the place in it; online, that is for the server to say. */
  const enterLast = (view: RecalledView | undefined): void => {
    const state = host.getState();
    const last = view === undefined ? undefined : roomByLabel(state, view.roomLabel);
    const roomId = state.currentRoomId ?? last?.room.roomId ?? placedInLobby(state.roomById).currentRoomId;
    if (roomId === undefined) return;
    if (state.currentRoomId !== undefined) recallRoom(roomId);
    else if (!isOnline()) host.dispatch({type: 'roomEntered', roomId});
    const place = last?.room.roomId === roomId ? view?.place : undefined;
    const isFresh = guarded(kept => (kept.overview.asOfSeq(roomId) ?? 0) >= (last?.room.lastSeq ?? 0)) === true;
    // What is kept may be older than what the server has said since.
    if (place !== undefined && (isFresh || !isOnline()))
      loadPiece(roomId, {aroundSeq: 'topSeq' in place ? place.topSeq : place.seq});
  };
  const recall = async (name: string): Promise<void> => {
    await open(name).catch(() => undefined);
    const {firstRoom = ''} = options;
    const view = (opened && readView(opened.store)) ?? (firstRoom === '' ? undefined : {roomLabel: firstRoom});
    const overview = host.getState().me === undefined ? guarded(kept => kept.overview.read()) : undefined;
    if (overview?.me.name === name) host.dispatch({type: 'historyRecalled', opened: overview});
    enterLast(view);
    host.dispatch({type: 'viewRecalled', view: view ?? {roomLabel: ''}});
  };
  const recallSoon = (name: string): void => {
    wantedName = name;
    opening = opening.then(() => recall(name)).catch(() => undefined);
  };
  /** What the server tells of now is what there is. */
  const tidy = (): void => {
    const {roomById} = host.getState();
    const missed: number[] = [];
    for (const roomId of guarded(kept => kept.overview.roomIds()) ?? []) {
      const room = roomById[roomId]?.room;
      const asOf = guarded(kept => kept.overview.asOfSeq(roomId));
      if (room === undefined || (asOf ?? 0) > room.lastSeq) forgetRoom(roomId);
      else if (asOf !== undefined && asOf < room.lastSeq) missed.push(roomId);
      if (room?.firstSeq !== undefined && asOf !== undefined)
        guarded(kept => kept.removeBefore(roomId, room.firstSeq ?? 0));
    }
    catchUp.restart();
    const {currentRoomId} = host.getState();
    if (currentRoomId !== undefined && roomById[currentRoomId]?.isLoaded === true) catchUp.verify(currentRoomId);
    // What is loaded is filled up where it is shown.
    catchUp.begin(missed.filter(roomId => roomById[roomId]?.isLoaded !== true));
    schedule();
  };

  if (isOff) return nothing;
  return {
    on: {
      sessionOpened({me}) {
        if (wantedName !== me.name) {
          opening = opening.then(close);
          recallSoon(me.name);
        }
        schedule();
      },
      sessionClosed() {
        wantedName = undefined;
        opening = opening.then(close);
      },
      connectionChanged({connection}) {
        if (connection.status === 'online') void (opening = opening.then(tidy));
        else flush();
      },
      roomEntered: ({roomId}) => recallRoom(roomId),
      roomClosed({roomId}) {
        forgetRoom(roomId);
        const {currentRoomId} = host.getState();
        if (currentRoomId !== undefined) recallRoom(currentRoomId);
      },
      entriesAppended: ({roomId, entries}) => gather(roomId, batch => addRun(batch, entries)),
      entriesLoaded({roomId, place, entries, lastSeq}) {
        if (!isOnline()) return;
        gather(roomId, batch => {
          if (place !== 'after') addPage(batch, {entries, lastSeq});
          if (place !== 'piece') addRun(batch, entries);
        });
      },
      entriesRemoved({roomId, firstSeq}) {
        flush();
        guarded(kept => kept.removeBefore(roomId, firstSeq));
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
    search(asked) {
      flush();
      const kept = keeper();
      try {
        return kept === undefined ? undefined : searchKept(kept, host.getState(), asked);
      } catch (error) {
        if (!isDamage(error)) throw error;
        renew();
        return undefined;
      }
    },
    count: () => guarded(kept => kept.entries.count()),
    clear() {
      batches = new Map();
      return guarded(kept => kept.clear()) ?? 0;
    },
    forget() {
      isForgotten = true;
      batches = new Map();
      const before = opened;
      if (before === undefined) return;
      guarded(kept => kept.clear());
      before.keeper?.close();
      opened = {...before, keeper: undefined};
      try {
        removeHistory(before.store.dir);
        before.store.database.exec('DELETE FROM view; DELETE FROM fetched; DELETE FROM decided');
      } catch (error) {
        refuse(error);
      }
    },
    keepView(view) {
      if (opened !== undefined && !isForgotten) writeView(opened.store, view);
    },
    async close() {
      await opening;
      close();
    },
  };
}

const DAMAGED = 'The history on this machine was damaged and is begun anew: older messages come from the server.';

/** A shell verb shows what the server says. */
const nothing: History = {
  on: {},
  start: () => undefined,
  recalled: () => Promise.resolve(),
  loadPiece: () => false,
  search: () => undefined,
  count: () => undefined,
  clear: () => 0,
  forget: () => undefined,
  keepView: () => undefined,
  close: () => Promise.resolve(),
};

/** The last ones that follow on each other. */
function tailOf(entries: readonly Entry[]): Entry[] {
  let from = entries.length;
  while (from > 0 && (from === entries.length || entries[from - 1]?.seq === (entries[from]?.seq ?? 0) - 1)) from--;
  return entries.slice(from);
}

/** The first ones that follow on each other. */
function headOf(entries: readonly Entry[]): Entry[] {
  let end = entries.length === 0 ? 0 : 1;
  while (end < entries.length && entries[end]?.seq === (entries[end - 1]?.seq ?? 0) + 1) end++;
  return entries.slice(0, end);
}
