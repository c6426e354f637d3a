/**
 * Learns what happened to stored entries while the client was away, room by room; what contradicts the server's log is dropped.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {isOnline} from '../state/selectors.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Entry} from '../../shared/entries/entry.ts';
import type {HistoryHost} from './host.ts';
import type {Keeper} from './keeper.ts';

export interface CatchUp {
  /** Rooms of which something was missed; one after the other. */
  begin(roomIds: readonly number[]): void;
  /** Checks whether the stored entries belong to the server's log, once per room and connection. */
  verify(roomId: number): void;
  /** Called on a new connection: the server may have another log. */
  restart(): void;
}

export interface CatchUpOptions {
  host: HistoryHost;
  keeper: () => Keeper | undefined;
  /** Pages that follow on what is kept. */
  take: (roomId: number, entries: readonly Entry[], lastSeq: number) => Promise<void>;
  forget: (roomId: number) => void;
  /** The stored entries belong to another log. */
  refute: (roomId: number) => void;
}

const PAGE = FIXED_LIMITS.pageSizeMax;
/** After missing more pages, the room's stored entries are dropped: some may have been deleted since. */
const PAGES_MAX = 10;
/** Pause between requests. */
const PAUSE_MS = 30;

export function createCatchUp({host, keeper, take, forget, refute}: CatchUpOptions): CatchUp {
  const waiting = new Set<number>();
  const verified = new Set<number>();
  let isRunning = false;

  const asked = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      // A refusal or a cut: the next connection tries again.
      if (!(error instanceof ChatError)) throw error;
    }
  };
  /** @returns whether there may be more */
  const step = async (roomId: number): Promise<boolean> => {
    const kept = keeper();
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
      refute(roomId);
      return false;
    }
    await take(roomId, page.entries, page.lastSeq);
    if (keeper() !== kept) return false;
    const after = kept.overview.asOfSeq(roomId) ?? 0;
    if (after > asOf) return true;
    // The server has nothing that follows: what is kept cannot be brought up to date.
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
          await asked(async () => void (goesOn = await step(roomId)));
          await sleep(PAUSE_MS, undefined, {ref: false});
        }
      }
    } finally {
      isRunning = false;
    }
  };
  return {
    begin(roomIds) {
      for (const roomId of roomIds) waiting.add(roomId);
      if (waiting.size > 0) host.background(run());
    },
    verify(roomId) {
      if (verified.has(roomId) || !isOnline(host.getState())) return;
      verified.add(roomId);
      const kept = keeper();
      const asOf = kept?.overview.asOfSeq(roomId) ?? 0;
      const known = kept?.entries.entryAt(roomId, asOf);
      if (known === undefined) return;
      host.background(
        asked(async () => {
          const page = await host.request('entryList', {roomId, afterSeq: asOf - 1, limit: 1});
          const isRemoved = (page.firstSeq ?? 1) > asOf;
          if (!isRemoved && page.entries[0]?.id !== known.id) refute(roomId);
        }),
      );
    },
    restart: () => verified.clear(),
  };
}
