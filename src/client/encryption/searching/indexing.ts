/**
 * Keeps the index of encrypted conversations up to date: new entries at once, older ones fetched and decrypted in small
 * steps, room by room, continuing where it stopped.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Entry} from '../../../shared/entries/entry.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Core} from '../../core/core.ts';
import {showEntries} from '../../core/shownEntries.ts';
import type {Epoch} from '../epochs/makingEpoch.ts';
import type {Reading} from '../reading/reading.ts';
import type {SealedIndex} from './sealedIndex.ts';

export interface Indexing {
  /** Indexes new entries; entries behind a gap are fetched later. */
  take(roomId: number, entries: readonly Entry[]): Promise<void>;
  /** Indexes everything in these rooms. Ends silently on a disconnect and continues on the next connection. */
  catchUp(
    roomIds: readonly number[],
    options?: {isHasty?: boolean; onProgress?: (behind: number) => void},
  ): Promise<void>;
  /** Number of entries that are not indexed yet. */
  behind(roomIds: readonly number[]): number;
}

const PAGE = 100;
/** Pause between steps, in milliseconds. */
const PAUSE_MS = 30;

interface Parts {
  index: SealedIndex;
  reading: Reading;
  /** Epochs of a conversation, oldest first. */
  epochsOf: (roomId: number) => readonly Pick<Epoch, 'seq' | 'key'>[];
  /** Whether this device is approved; before that it cannot decrypt anything. */
  isApproved: () => boolean;
}

export function openIndexing(client: Core, {index, reading, epochsOf, isApproved}: Parts): Indexing {
  /** By room: number of keys at the last complete retry. */
  const triedWith = new Map<number, number>();
  const keysOf = (roomId: number): number => epochsOf(roomId).filter(({key}) => key !== undefined).length;

  const roomOf = (roomId: number) => client.getState().roomById[roomId]?.room;
  /** Seqs whose key was missing and has arrived since. */
  const openable = (roomId: number): number[] => {
    if (triedWith.get(roomId) === keysOf(roomId)) return [];
    const epochs = epochsOf(roomId);
    let at = 0;
    return index.later(roomId).filter(seq => {
      while ((epochs[at + 1]?.seq ?? Infinity) < seq) at++;
      return epochs[at]?.key !== undefined;
    });
  };
  const behindIn = (roomId: number): number => {
    const room = roomOf(roomId);
    if (room === undefined) return 0;
    const unseen = Math.max(0, room.lastSeq - Math.max(index.asOf(roomId), (room.firstSeq ?? 1) - 1));
    return unseen + openable(roomId).length;
  };
  const behind = (roomIds: readonly number[]): number => roomIds.reduce((sum, roomId) => sum + behindIn(roomId), 0);

  /** @returns whether there may be more */
  const step = async (roomId: number): Promise<boolean> => {
    const room = roomOf(roomId);
    const asOf = index.asOf(roomId);
    if (room === undefined) return false;
    if (asOf > room.lastSeq) {
      // The server's log is shorter than the index, as after restoring a backup: it may be another log.
      await index.forget(roomId);
      return true;
    }
    if (asOf === room.lastSeq) return false;
    const page = await client.line.request('entryList', {roomId, afterSeq: asOf, limit: PAGE});
    const from = Math.max(asOf, (page.firstSeq ?? 1) - 1);
    if (from > asOf) await index.removeBefore(roomId, from + 1);
    const next = page.entries.filter(({seq}, at) => seq === from + at + 1);
    if (next.length === 0) return from > asOf;
    await index.put(roomId, await reading.open(roomId, next, {isRaw: true}));
    return true;
  };
  /**
   * Indexes entries whose keys have arrived. Continues with the remaining ones after an interruption, and repeats when more
   * keys arrive meanwhile.
   */
  const retry = async (roomId: number, pause: () => Promise<void>): Promise<void> => {
    for (let keys = -1; keys !== keysOf(roomId);) {
      keys = keysOf(roomId);
      const seqs = openable(roomId);
      for (let at = 0; at < seqs.length; at += FIXED_LIMITS.entriesShownMax) {
        const part = seqs.slice(at, at + FIXED_LIMITS.entriesShownMax);
        const opened = await reading.open(roomId, await showEntries(client.line, roomId, part), {isRaw: true});
        await index.putLater(roomId, opened);
        await pause();
      }
      triedWith.set(roomId, keys);
    }
  };

  return {
    async take(roomId, entries) {
      const [first] = entries;
      if (!isApproved()) return;
      if (first !== undefined && first.seq <= index.asOf(roomId) + 1) await index.put(roomId, entries);
    },
    async catchUp(roomIds, {isHasty = false, onProgress} = {}) {
      if (!isApproved()) return;
      const pause = async (): Promise<void> => {
        onProgress?.(behind(roomIds));
        if (!isHasty) await sleep(PAUSE_MS, undefined, {ref: false});
      };
      try {
        for (const roomId of index.roomIds()) if (roomOf(roomId) === undefined) await index.forget(roomId);
        for (const roomId of roomIds) {
          while (await step(roomId)) await pause();
          await retry(roomId, pause);
        }
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
      }
    },
    behind,
  };
}
