/**
 * The open history file of an account: collects and writes changes, replaces a damaged file, and pauses when the disk
 * refuses.
 */
import {coalesce} from '../../shared/bounds/coalesce.ts';
import {turns} from '../../shared/bounds/turns.ts';
import {diskReasonOf} from '../line/reason.ts';
import type {AccountStore} from '../local/accountStore.ts';
import {isDamage} from '../local/sqlite.ts';
import {emptyBatch, type Batch} from './batch.ts';
import {accountOf} from './withoutServer.ts';
import {openHistoryFile, removeHistory} from './historyFile.ts';
import type {HistoryHost} from './host.ts';
import {openHistoryStore, type HistoryStore, type WriteTask} from './historyStore.ts';
import {isSealed} from './sealed.ts';

export interface Writing {
  open(name: string): Promise<void>;
  /** Writes what is still collected, and closes the file. */
  close(): void;
  historyStore(): HistoryStore | undefined;
  store(): AccountStore | undefined;
  /** Runs work on the open file; `undefined` when there is none, or the disk refused. */
  guarded<T>(work: (kept: HistoryStore) => T): T | undefined;
  /** Starts a new file after damage was found elsewhere. */
  renew(): void;
  /** Writes everything collected, starting now, in pieces that yield to other work. */
  flush(): Promise<void>;
  /** Plans a write within `COALESCE_MS`. */
  schedule(): void;
  collect(roomId: number, add: (batch: Batch) => void): void;
  /** Whether collected entries of the room are not written yet. */
  isPending(roomId: number): boolean;
  forgetRoom(roomId: number): void;
  /** Empties the history. @returns the number of removed entries */
  clear(): number;
  /** Deletes the history and stores nothing more. */
  forget(): void;
}

/** Changes within this time are written together, in milliseconds. */
const COALESCE_MS = 1_000;
/** Pause after the disk has refused, in milliseconds. */
const REFUSED_PAUSE_MS = 60_000;

interface Opened {
  name: string;
  store: AccountStore;
  historyStore: HistoryStore | undefined;
}

/** @param onBehind called with rooms in which changes to stored entries were missed */
export function openWriting(host: HistoryHost, onBehind: (roomIds: readonly number[]) => void): Writing {
  const {options, local} = host;
  let opened: Opened | undefined;
  let batches = new Map<number, Batch>();
  const soon = coalesce(() => host.background(flush()));
  let task: WriteTask | undefined;
  /** Rooms whose entries are being removed; new entries of them are written afterwards. */
  const removed = new Set<number>();
  let removing: Promise<void> | undefined;
  /** Whether another write follows the current one. */
  let isWanted = false;
  let flushing: Promise<void> | undefined;
  let refusedAtMs = Number.NEGATIVE_INFINITY;
  let isRefusalTold = false;
  let isForgotten = false;
  /** Set when opening has ended without a file to write to. */
  let isWithoutFile = false;

  const isKeeping = () =>
    !isForgotten && !isWithoutFile && options.history !== undefined && options.history.messagesMax > 0;
  const historyStore = () => opened?.historyStore;

  const openHistoryStoreIn = async (store: AccountStore, name: string): Promise<HistoryStore | undefined> => {
    const {history: bounds} = options;
    if (bounds?.messagesMax === 0) removeHistory(store.dir);
    if (bounds === undefined || bounds.messagesMax === 0) return undefined;
    const cache = await openHistoryFile(store.dir);
    if (cache === undefined) return undefined;
    if (cache.wasDamaged) host.notify('warning', DAMAGED);
    return openHistoryStore(cache.database, accountOf(options.serverUrl, name), bounds);
  };
  const open = async (name: string): Promise<void> => {
    isWithoutFile = false;
    try {
      const store = await local.open(name);
      const found = await openHistoryStoreIn(store, name).catch(() => undefined);
      opened = {name, store, historyStore: found};
    } finally {
      endOpening();
    }
  };
  /** Keeps changes that were collected while the file was being opened, unless there is no file. */
  const endOpening = (): void => {
    isWithoutFile = historyStore() === undefined;
    if (isWithoutFile) drop();
  };
  const close = (): void => {
    for (const roomId of removed) guarded(kept => kept.remove(roomId).goOn(Infinity));
    removed.clear();
    if (task !== undefined) goOn(Infinity);
    task = begin();
    if (task !== undefined) goOn(Infinity);
    drop();
    const before = opened;
    opened = undefined;
    isWithoutFile = false;
    before?.historyStore?.close();
    before?.store.close();
  };
  /** A file that turns out to be damaged is replaced by a new one. */
  const guarded = <T>(work: (kept: HistoryStore) => T): T | undefined => {
    const kept = historyStore();
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
    task = undefined;
    removed.clear();
    before.historyStore?.close();
    opened = {...before, historyStore: undefined};
    removeHistory(before.store.dir);
    host.notify('warning', DAMAGED);
    openHistoryStoreIn(before.store, before.name)
      .then(found => {
        if (opened?.store === before.store) opened = {...opened, historyStore: found};
        else found?.close();
      })
      .catch(() => undefined)
      .finally(() => opened?.store === before.store && endOpening());
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

  /** Drops everything that is not written yet. */
  function drop(): void {
    soon.cancel();
    batches = new Map();
    task = undefined;
    isWanted = false;
    removed.clear();
  }
  function begin(): WriteTask | undefined {
    const state = host.getState();
    const kept = historyStore();
    if (kept === undefined || state.me?.name !== opened?.name || state.server === undefined) return undefined;
    const sinceMs = options.now() - refusedAtMs;
    // A negative difference means that the clock was set back: it must not extend the pause.
    if (sinceMs >= 0 && sinceMs < REFUSED_PAUSE_MS) {
      batches.clear();
      return undefined;
    }
    // Entries of encrypted rooms are not stored in plaintext.
    const clear = [...batches].filter(([roomId]) => !isSealed(state.roomById[roomId]));
    const written = new Map(clear.filter(([roomId]) => !removed.has(roomId)));
    batches = new Map(clear.filter(([roomId]) => removed.has(roomId)));
    return kept.write(written, state);
  }
  function goOn(forMs?: number): void {
    const now = task;
    const isDone = guarded(() => now?.goOn(forMs));
    if (isDone === false || now === undefined) return;
    if (task === now) task = undefined;
    if (isDone === true && now.behind.length > 0) onBehind(now.behind);
  }
  const inPieces = async (): Promise<void> => {
    const yielding = turns();
    try {
      while (task !== undefined || isWanted) {
        if (task === undefined) {
          isWanted = false;
          task = begin();
        }
        goOn();
        await yielding();
      }
    } finally {
      flushing = undefined;
    }
  };
  const flush = (): Promise<void> => {
    soon.cancel();
    isWanted = true;
    flushing ??= inPieces();
    return flushing;
  };
  const schedule = (): void => {
    if (isKeeping()) soon.plan(COALESCE_MS);
  };
  const batchOf = (roomId: number): Batch => {
    const known = batches.get(roomId) ?? emptyBatch();
    batches.set(roomId, known);
    return known;
  };
  const collect = (roomId: number, add: (batch: Batch) => void): void => {
    if (!isKeeping() || roomId < 0) return;
    add(batchOf(roomId));
    schedule();
  };
  const removeInPieces = async (): Promise<void> => {
    const yielding = turns();
    try {
      for (const roomId of removed) {
        const kept = historyStore();
        const work = kept?.remove(roomId);
        let isDone: boolean | undefined = false;
        while (isDone === false && removed.has(roomId) && historyStore() === kept) {
          isDone = guarded(() => work?.goOn());
          await yielding();
        }
        // If the disk refuses, the next connection tries again.
        if (isDone !== true || historyStore() !== kept) return;
        removed.delete(roomId);
        if (batches.has(roomId)) schedule();
      }
    } finally {
      removing = undefined;
    }
  };
  const forgetRoom = (roomId: number): void => {
    batches.delete(roomId);
    task?.drop(roomId);
    guarded(kept => {
      kept.hide(roomId);
      removed.add(roomId);
    });
    if (removed.size === 0) return;
    removing ??= removeInPieces();
    host.background(removing);
  };

  return {
    open,
    close,
    historyStore,
    store: () => opened?.store,
    guarded,
    renew,
    flush,
    schedule,
    collect,
    isPending: roomId => task !== undefined || batches.has(roomId),
    forgetRoom,
    clear() {
      drop();
      return guarded(kept => kept.clear()) ?? 0;
    },
    forget() {
      isForgotten = true;
      drop();
      const before = opened;
      if (before === undefined) return;
      guarded(kept => kept.clear());
      before.historyStore?.close();
      opened = {...before, historyStore: undefined};
      try {
        removeHistory(before.store.dir);
      } catch (error) {
        refuse(error);
      }
    },
  };
}

const DAMAGED = 'The history on this machine was damaged and is begun anew: older messages come from the server.';
