/** Opens entries of encrypted conversations as they come, in order, before they reach the state; in a flood, several together. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Entry} from '../../../shared/entries/entry.ts';
import {toKnown} from '../../../shared/errors.ts';
import type {Core} from '../../core/core.ts';
import {createSerialQueue} from '../../core/serially.ts';
import type {KeySession} from '../session.ts';
import type {Showing} from '../showing.ts';

export interface Arrivals {
  /** Opens these entries. What fails now comes with the next page. */
  take(roomId: number, entries: readonly Entry[]): void;
  /** Whether entries are still being opened, so that later ones have to queue. */
  has(roomId: number): boolean;
  /** Resolves when all entries so far are opened; `undefined` where nothing waits. */
  settled(roomId: number): Promise<void> | undefined;
  /** Drops what was not opened yet. */
  stop(): void;
}

interface Parts extends Pick<Showing, 'show' | 'tellComers'> {
  session: () => Promise<KeySession>;
}

/**
 * Entries that come within this time are opened together, because a transaction per message doubles its cost. The first one
 * after a pause does not wait.
 */
const TOGETHER_MS = 80;

export function openArrivals(client: Core, {session, show, tellComers}: Parts): Arrivals {
  /** By room: what came is opened in order. */
  const queue = createSerialQueue<number>();
  /** What came, and waits for what came before it; and when that was opened last. */
  const waiting = new Map<number, Entry[]>();
  const openedAtMs = new Map<number, number>();
  /** Of whoever is signed in. */
  let ended = new AbortController();

  const open = async (roomId: number, entries: readonly Entry[], signal: AbortSignal): Promise<void> => {
    try {
      const {reading, searching} = await session();
      const opened = await reading.arrived(roomId, entries);
      // Nobody is signed in any more, or somebody else.
      if (signal.aborted) return;
      client.dispatch({type: 'entriesAppended', roomId, entries: opened});
      show(roomId);
      tellComers(roomId, entries);
      searching.take(roomId, opened);
    } catch (error) {
      const known = toKnown(error);
      if (client.options.isHeadless !== true && known.code !== 'disconnected')
        client.notify('warning', known.message, roomId);
    }
  };

  return {
    take(roomId, appended) {
      const before = waiting.get(roomId);
      // What does not follow on stays by itself: whoever looks for holes must see it.
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
        // Nobody is signed in any more, or somebody else.
        if (signal.aborted) return;
        if (waiting.get(roomId) === entries) waiting.delete(roomId);
        openedAtMs.set(roomId, performance.now());
        await open(roomId, entries, signal);
      });
      client.background(opened);
    },
    has: roomId => queue.ended(roomId) !== undefined,
    settled: roomId => queue.ended(roomId),
    stop() {
      ended.abort();
      ended = new AbortController();
      for (const one of [queue, waiting, openedAtMs]) one.clear();
    },
  };
}
