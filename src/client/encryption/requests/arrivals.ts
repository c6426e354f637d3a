/**
 * Decrypts arriving entries of encrypted conversations in order, before they reach the state; many at once are decrypted in
 * batches.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Entry} from '../../../shared/entries/entry.ts';
import {toKnown} from '../../../shared/errors.ts';
import type {Core} from '../../core/core.ts';
import {createSerialQueue} from '../../core/serially.ts';
import {openRetries} from '../../line/retries.ts';
import {heldSeq} from '../../state/room/roomState.ts';
import type {KeySession} from '../session.ts';
import type {Showing} from '../showing.ts';

export interface Arrivals {
  /** Queues entries for decryption. Temporarily refused ones are tried again later. */
  take(roomId: number, entries: readonly Entry[]): void;
  /** Whether entries are still being opened, so that later ones have to queue. */
  has(roomId: number): boolean;
  /** Resolves when all entries so far are processed; `undefined` when none is waiting. */
  settled(roomId: number): Promise<void> | undefined;
  /** Drops all entries that are not decrypted yet. */
  stop(): void;
}

interface Parts extends Pick<Showing, 'show' | 'tellComers'> {
  session: () => Promise<KeySession>;
}

/**
 * Minimum milliseconds between two batches of a room, because a transaction per message doubles its cost. The first entry
 * after a pause does not wait.
 */
const TOGETHER_MS = 80;
/**
 * Maximum number of entries per room that wait for a retry, the newest ones; the dropped ones form a gap that is fetched
 * later.
 */
const REFUSED_MAX = 1_000;

export function openArrivals(client: Core, {session, show, tellComers}: Parts): Arrivals {
  /** Decrypts the batches of a room one after the other. */
  const queue = createSerialQueue<number>();
  /** By room: the batch that waits for its turn, and the time of the last decryption (`performance.now()`). */
  const waiting = new Map<number, Entry[]>();
  const openedAtMs = new Map<number, number>();
  const retries = openRetries(client);
  /** By room: entries whose decryption was refused temporarily. */
  const refused = new Map<number, Entry[]>();
  /** Aborted when the session of the logged-in person ends. */
  let ended = new AbortController();

  const open = async (roomId: number, entries: readonly Entry[], signal: AbortSignal): Promise<void> => {
    try {
      const {reading, searching} = await session();
      const opened = await reading.arrived(roomId, entries);
      // The session has ended meanwhile.
      if (signal.aborted) return;
      retries.succeeded(`${roomId}`);
      client.dispatch({type: 'entriesAppended', roomId, entries: opened});
      show(roomId);
      client.background(tellComers(roomId, entries));
      searching.take(roomId, opened);
    } catch (error) {
      if (signal.aborted || refuse(roomId, entries, error)) return;
      const known = toKnown(error);
      if (client.options.isHeadless !== true && known.code !== 'disconnected')
        client.notify('warning', known.message, roomId);
    }
  };

  /** Keeps entries for a retry after a temporary error. @returns whether they are tried again */
  const refuse = (roomId: number, entries: readonly Entry[], error: unknown): boolean => {
    retries.failed(`${roomId}`, error, () => {
      const one = client.getState().roomById[roomId];
      // Entries that are already in the state were fetched meanwhile with later ones.
      const left = (refused.get(roomId) ?? []).filter(({seq}) => one === undefined || seq > heldSeq(one));
      refused.delete(roomId);
      if (left.length > 0) take(roomId, left);
    });
    if (!retries.isHeld(`${roomId}`)) return false;
    const before = refused.get(roomId) ?? [];
    const follows = entries[0]?.seq === (before.at(-1)?.seq ?? 0) + 1;
    refused.set(roomId, [...(follows ? before : []), ...entries].slice(-REFUSED_MAX));
    return true;
  };
  const take: Arrivals['take'] = (roomId, appended) => {
    const before = waiting.get(roomId);
    // Entries behind a gap stay a batch of their own, so that the gap is detected.
    if (before !== undefined && appended[0]?.seq === (before.at(-1)?.seq ?? 0) + 1) {
      for (const entry of appended) before.push(entry);
      return;
    }
    const entries = [...appended];
    waiting.set(roomId, entries);
    const {signal} = ended;
    const opened = queue.run(roomId, async () => {
      const leftMs = (openedAtMs.get(roomId) ?? Number.NEGATIVE_INFINITY) + TOGETHER_MS - performance.now();
      if (leftMs > 0) await sleep(leftMs);
      // The session has ended meanwhile.
      if (signal.aborted) return;
      if (waiting.get(roomId) === entries) waiting.delete(roomId);
      openedAtMs.set(roomId, performance.now());
      await open(roomId, entries, signal);
    });
    client.background(opened);
  };

  return {
    take,
    has: roomId => queue.ended(roomId) !== undefined,
    settled: roomId => queue.ended(roomId),
    stop() {
      ended.abort();
      ended = new AbortController();
      retries.cancel();
      for (const one of [queue, waiting, openedAtMs, refused]) one.clear();
    },
  };
}
