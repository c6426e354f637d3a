/**
 * Fetches what happened to stored entries while the client was away, room by room; stored entries that contradict the
 * server's log are dropped.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {openRetries} from '../line/retries.ts';
import {isOnline} from '../state/selectors.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Entry} from '../../shared/entries/entry.ts';
import type {HistoryHost} from './host.ts';
import type {HistoryStore} from './historyStore.ts';

export interface CatchUp {
  /** Brings rooms up to date whose stored entries missed changes, one after the other. */
  begin(roomIds: readonly number[]): void;
  /** Checks whether the stored entries belong to the server's log, once per room and connection. */
  verify(roomId: number): void;
  /** Checks rooms that have entries stored beyond the `lastSeq` reported by the server, one after the other. */
  doubt(roomIds: readonly number[]): void;
  /** Called on a new connection: the server may have another log. */
  restart(): void;
}

export interface CatchUpOptions {
  host: HistoryHost;
  historyStore: () => HistoryStore | undefined;
  /** Stores a page that continues the stored entries. */
  take: (roomId: number, entries: readonly Entry[], lastSeq: number) => Promise<void>;
  forget: (roomId: number) => void;
  /** Called when the stored entries belong to another log; `isLess`: to a longer one. */
  refute: (roomId: number, isLess: boolean) => void;
}

const PAGE = FIXED_LIMITS.pageSizeMax;
/** A room that missed more pages is dropped from the history: its stored entries may have been deleted meanwhile. */
const PAGES_MAX = 10;
/** Pause between requests, in milliseconds. */
const PAUSE_MS = 30;

export function createCatchUp({host, historyStore, take, forget, refute}: CatchUpOptions): CatchUp {
  const waiting = new Set<number>();
  const doubted = new Set<number>();
  const verified = new Set<number>();
  const retries = openRetries(host);
  let isRunning = false;

  /**
   * Runs a request, and repeats it after a temporary refusal. After a disconnect or final refusal, the next connection tries
   * again.
   */
  const asked = async (key: string, work: () => Promise<void>, restart: () => void): Promise<void> => {
    try {
      await work();
      retries.succeeded(key);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      retries.failed(key, error, restart);
    }
  };
  /** Compares the newest stored entry with the server's, and whether the log still reaches that far. */
  const check = async (roomId: number): Promise<void> => {
    const kept = historyStore();
    const asOf = kept?.overview.asOfSeq(roomId);
    const known = asOf === undefined ? undefined : kept?.entries.entryAt(roomId, asOf);
    const {lastSeq = 0} = host.getState().roomById[roomId]?.room ?? {};
    if (asOf === undefined || (known === undefined && asOf <= lastSeq && !doubted.has(roomId))) return;
    const page = await host.request('entryList', {roomId, afterSeq: Math.max(0, asOf - 1), limit: 1});
    if (historyStore() !== kept) return;
    const isLess = page.lastSeq < asOf;
    const isRemoved = (page.firstSeq ?? 1) > asOf;
    const isOther = known !== undefined && !isRemoved && page.entries[0]?.id !== known.id;
    if (isLess || isOther) refute(roomId, isLess);
  };
  /** Fetches one page. @returns whether there may be more */
  const step = async (roomId: number): Promise<boolean> => {
    if (doubted.has(roomId)) {
      await check(roomId);
      doubted.delete(roomId);
    }
    const kept = historyStore();
    const asOf = kept?.overview.asOfSeq(roomId);
    const room = host.getState().roomById[roomId]?.room;
    if (kept === undefined || asOf === undefined || room === undefined || asOf >= room.lastSeq) return false;
    if (room.lastSeq - asOf > PAGES_MAX * PAGE) {
      forget(roomId);
      return false;
    }
    const known = kept.entries.entryAt(roomId, asOf);
    const page = await host.request('entryList', {roomId, afterSeq: Math.max(0, asOf - 1), limit: PAGE});
    const [first] = page.entries;
    const isRemoved = (page.firstSeq ?? 1) > asOf;
    if (known !== undefined && !isRemoved && first?.id !== known.id) {
      refute(roomId, page.lastSeq < asOf);
      return false;
    }
    await take(roomId, page.entries, page.lastSeq);
    if (historyStore() !== kept) return false;
    const after = kept.overview.asOfSeq(roomId) ?? 0;
    if (after > asOf) return true;
    // The server returns no entries that continue the stored ones: they cannot be brought up to date.
    forget(roomId);
    return false;
  };
  const run = async () => {
    if (isRunning) return;
    isRunning = true;
    try {
      for (const roomId of waiting) {
        waiting.delete(roomId);
        let goesOn = true;
        while (goesOn && isOnline(host.getState())) {
          goesOn = false;
          await asked(
            `step ${roomId}`,
            async () => void (goesOn = await step(roomId)),
            () => begin([roomId]),
          );
          await sleep(PAUSE_MS, undefined, {ref: false});
        }
      }
    } finally {
      isRunning = false;
    }
  };
  const begin = (roomIds: readonly number[]): void => {
    for (const roomId of roomIds) waiting.add(roomId);
    if (waiting.size > 0) host.background(run());
  };
  const verify = (roomId: number): void => {
    if (verified.has(roomId) || !isOnline(host.getState())) return;
    verified.add(roomId);
    const restart = () => {
      verified.delete(roomId);
      verify(roomId);
    };
    host.background(asked(`verify ${roomId}`, () => check(roomId), restart));
  };
  return {
    begin,
    verify,
    doubt(roomIds) {
      for (const roomId of roomIds) doubted.add(roomId);
      begin(roomIds);
    },
    restart() {
      retries.cancel();
      verified.clear();
      doubted.clear();
    },
  };
}
