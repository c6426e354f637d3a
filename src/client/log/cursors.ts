/** Read positions: shown at once, and sent to the server in batches. */
import {coalesce} from '../../shared/machine/coalesce.ts';
import {requireServerCan} from '../core/serverCan.ts';
import {within} from '../../shared/machine/within.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import type {Room} from '../../shared/model.ts';
import type {Result} from '../../shared/protocol.ts';
import type {Again} from '../line/again.ts';
import {heldSeq} from '../state/room/roomState.ts';

export interface Cursors {
  /** Up to this seq; without it, up to the newest that is here. */
  markRead(roomId: number, seq?: number): void;
  /** Sets the read position back: this seq is the first unread one. @throws server-too-old */
  setUnread(roomId: number, seq: number): Promise<void>;
  /** Tells positions that are further than these, which the server has just told: it never had them, or has lost them. */
  tellFurther(rooms: readonly Room[]): void;
  /** Tells what could not be told before. */
  flush(): void;
  /** Tells the rest, when there is a connection. */
  close(): Promise<void>;
}

/** Longer than a glance at a passing room, shorter than going to another device. */
const GATHER_MS = 300;
/** Timeout of the last request on closing. */
const GOODBYE_MS = 1_000;

interface ReadTo {
  seq: number;
  /** How often it was set back before. */
  resets: number | undefined;
}

const isFurther = (one: ReadTo, {seq, resets = 0}: ReadTo): boolean =>
  one.resets === undefined || one.resets === resets ? one.seq > seq : one.resets > resets;

const keyOf = (roomId: number): string => `read ${roomId}`;

export function openCursors(client: Core, again: Again): Cursors {
  /** Room → position that the server was not told yet. */
  const untold = new Map<number, ReadTo>();
  const flushing = coalesce(() => void flush());

  const flush = async () => {
    flushing.cancel();
    if (client.getState().connection.status !== 'online') return;
    const told = [...untold].filter(([roomId]) => !again.isHeld(keyOf(roomId)));
    for (const [roomId] of told) untold.delete(roomId);
    await Promise.all(told.map(([roomId, position]) => tell(roomId, position)));
  };
  const flushAgain = () => void flush();
  const tell = async (roomId: number, position: ReadTo) => {
    const {seq, resets} = position;
    try {
      const answer = await client.request('cursorMove', {roomId, seq, ...(resets !== undefined && {resets})});
      again.succeeded(keyOf(roomId));
      take(roomId, answer);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const newer = untold.get(roomId);
      if (error.canRetry && (newer === undefined || isFurther(position, newer))) untold.set(roomId, position);
      again.failed(keyOf(roomId), error, flushAgain);
    }
  };
  /** Takes the server's position, also where another device has set it back meanwhile. */
  const take = (roomId: number, {readSeq, resets, lastSeq, unread, mentions}: Result<'cursorMove'>) => {
    if (readSeq === undefined || resets === undefined || lastSeq === undefined) return;
    client.dispatch({type: 'cursorMoved', roomId, seq: readSeq, resets});
    client.dispatch({
      type: 'countsTold',
      roomId,
      readSeq,
      resets,
      lastSeq,
      unread: unread ?? 0,
      mentions: mentions ?? 0,
    });
  };
  return {
    markRead(roomId, seen = Number.POSITIVE_INFINITY) {
      const one = client.getState().roomById[roomId];
      if (one === undefined) return;
      const seq = Math.min(heldSeq(one), one.room.lastSeq, seen);
      if (seq <= one.room.readSeq) return;
      const {resets} = one.room;
      untold.set(roomId, {seq, resets});
      // Who tells of resets answers with what is left.
      client.dispatch({type: 'cursorMoved', roomId, seq, ...(resets !== undefined && {isOwn: true})});
      flushing.plan(GATHER_MS);
    },
    async setUnread(roomId, seq) {
      requireServerCan(client.getState(), 'reading');
      // The server sets back from where it knows one to be.
      const position = untold.get(roomId);
      untold.delete(roomId);
      if (position !== undefined) await tell(roomId, position);
      take(roomId, await client.request('cursorReset', {roomId, seq}));
    },
    tellFurther(rooms) {
      for (const {roomId, readSeq, resets = 0} of rooms) {
        const room = client.getState().roomById[roomId]?.room;
        if (room === undefined || room.readSeq <= readSeq || (room.resets ?? 0) !== resets) continue;
        const position = {seq: room.readSeq, resets: room.resets};
        const waiting = untold.get(roomId);
        if (waiting === undefined || isFurther(position, waiting)) untold.set(roomId, position);
        flushing.plan(GATHER_MS);
      }
    },
    flush: () => void flush(),
    close: () => within(GOODBYE_MS, flush()),
  };
}
