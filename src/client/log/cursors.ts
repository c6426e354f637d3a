/** Tells the server how far rooms are read: at once on the screen, gathered for a moment on the wire. */
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import {heldSeq} from '../state/roomState.ts';
import {atMost} from './waiting.ts';

export interface Cursors {
  /** Up to this seq; without it, up to the newest that is here. */
  markRead(roomId: number, seq?: number): void;
  /** Tells what could not be told before. */
  flush(): void;
  /** Tells the rest, when there is a connection. */
  close(): Promise<void>;
}

/** Longer than a glance at a room that scrolls by, shorter than a walk to another device. */
const GATHER_MS = 300;
/** A server that does not answer does not hold up the end. */
const GOODBYE_MS = 1_000;

export function openCursors(client: Core): Cursors {
  /** Room → seq that the server was not told yet. */
  const untold = new Map<number, number>();
  let timer: NodeJS.Timeout | undefined;

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (client.getState().connection.status !== 'online') return;
    const told = [...untold];
    untold.clear();
    await Promise.all(told.map(([roomId, seq]) => tell(roomId, seq)));
  };
  const tell = async (roomId: number, seq: number) => {
    try {
      await client.request('cursorMove', {roomId, seq});
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (error.canRetry && (untold.get(roomId) ?? 0) < seq) untold.set(roomId, seq);
    }
  };
  return {
    markRead(roomId, seen = Number.POSITIVE_INFINITY) {
      const one = client.getState().roomById[roomId];
      if (one === undefined) return;
      const seq = Math.min(heldSeq(one), one.room.lastSeq, seen);
      if (seq <= one.room.readSeq) return;
      untold.set(roomId, seq);
      client.dispatch({type: 'cursorMoved', roomId, seq});
      timer ??= setTimeout(() => void flush(), GATHER_MS).unref();
    },
    flush: () => void flush(),
    close: () => atMost(flush(), GOODBYE_MS),
  };
}
