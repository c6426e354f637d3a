/** Opens entries of encrypted conversations as they come, in order, before they reach the state; in a flood, several together. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Entry} from '../../../shared/entries/entry.ts';
import {toKnown} from '../../../shared/errors.ts';
import type {Core} from '../../core/core.ts';
import {createSerialQueue} from '../../core/serially.ts';
import {askAgain} from '../../line/again.ts';
import {heldSeq} from '../../state/room/roomState.ts';
import type {KeySession} from '../session.ts';
import type {Showing} from '../showing.ts';

export interface Arrivals {
  /** Opens these entries. What is refused for now is opened a little later. */
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
/** Entries of a room that wait to be opened again, the newest ones: what is before them is a hole, which is filled. */
const REFUSED_MAX = 1_000;

export function openArrivals(client: Core, {session, show, tellComers}: Parts): Arrivals {
  /** By room: what came is opened in order. */
  const queue = createSerialQueue<number>();
  /** What came, and waits for what came before it; and when that was opened last. */
  const waiting = new Map<number, Entry[]>();
  const openedAtMs = new Map<number, number>();
  const again = askAgain(client);
  /** What could not be opened for now, by room. */
  const refused = new Map<number, Entry[]>();
  /** Of whoever is signed in. */
  let ended = new AbortController();

  const open = async (roomId: number, entries: readonly Entry[], signal: AbortSignal): Promise<void> => {
    try {
      const {reading, searching} = await session();
      const opened = await reading.arrived(roomId, entries);
      // Nobody is signed in any more, or somebody else.
      if (signal.aborted) return;
      again.succeeded(`${roomId}`);
      client.dispatch({type: 'entriesAppended', roomId, entries: opened});
      show(roomId);
      tellComers(roomId, entries);
      searching.take(roomId, opened);
    } catch (error) {
      if (signal.aborted || refuse(roomId, entries, error)) return;
      const known = toKnown(error);
      if (client.options.isHeadless !== true && known.code !== 'disconnected')
        client.notify('warning', known.message, roomId);
    }
  };

  /** @returns whether it is tried again */
  const refuse = (roomId: number, entries: readonly Entry[], error: unknown): boolean => {
    again.failed(`${roomId}`, error, () => {
      const one = client.getState().roomById[roomId];
      // Where more came after it, it was fetched with that.
      const left = (refused.get(roomId) ?? []).filter(({seq}) => one === undefined || seq > heldSeq(one));
      refused.delete(roomId);
      if (left.length > 0) take(roomId, left);
    });
    if (!again.isHeld(`${roomId}`)) return false;
    const before = refused.get(roomId) ?? [];
    const follows = entries[0]?.seq === (before.at(-1)?.seq ?? 0) + 1;
    refused.set(roomId, [...(follows ? before : []), ...entries].slice(-REFUSED_MAX));
    return true;
  };
  const take: Arrivals['take'] = (roomId, appended) => {
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
  };

  return {
    take,
    has: roomId => queue.ended(roomId) !== undefined,
    settled: roomId => queue.ended(roomId),
    stop() {
      ended.abort();
      ended = new AbortController();
      again.cancel();
      for (const one of [queue, waiting, openedAtMs, refused]) one.clear();
    },
  };
}
