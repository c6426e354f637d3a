/** Read positions: shown at once, and sent to the server in batches. */
import {coalesce} from '../../shared/bounds/coalesce.ts';
import {requireServerCan} from '../core/serverCan.ts';
import {within} from '../../shared/bounds/within.ts';
import type {Entry} from '../../shared/entries/entry.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import type {Room} from '../../shared/model.ts';
import type {Result} from '../../shared/protocol.ts';
import type {Retries} from '../line/retries.ts';
import {heldEntries} from '../state/room/pieces.ts';
import {wasSetBack} from '../state/room/roomMerge.ts';
import {heldSeq} from '../state/room/roomState.ts';
import type {State} from '../state/state.ts';

export interface Cursors {
  /** Marks entries as read up to this seq; without it, up to the newest loaded one. */
  markRead(roomId: number, seq?: number): void;
  /** Sets the read position back: this seq is the first unread one. @throws server-too-old */
  setUnread(roomId: number, seq: number): Promise<void>;
  /**
   * Called when the server has reported its rooms: sends read positions that are further than the server's, because it never
   * had them or has lost them. Positions from before this connection are sent only once the server's log has the same entry
   * there; without that entry here, they are not sent.
   */
  meet(rooms: readonly Room[], before: State): void;
  /** Drops unsent positions of a room whose log was replaced. */
  forget(roomId: number): void;
  /** Sends positions that could not be sent before. */
  flush(): void;
  /** Sends the remaining positions, if there is a connection. */
  close(): Promise<void>;
}

/** Delay of sending, in milliseconds: longer than passing through a room, shorter than switching to another device. */
const COALESCE_MS = 300;
/** Timeout of the last request when closing, in milliseconds. */
const CLOSING_MS = 1_000;

interface ReadTo {
  seq: number;
  /** How often the position had been moved back. */
  resets: number | undefined;
}

const isFurther = (one: ReadTo, {seq, resets = 0}: ReadTo): boolean =>
  one.resets === undefined || one.resets === resets ? one.seq > seq : one.resets > resets;

type Known = Pick<Entry, 'seq' | 'id'>;

const keyOf = (roomId: number): string => `read ${roomId}`;

export function openCursors(client: Core, retries: Retries): Cursors {
  /** By room: read position that was not sent yet. */
  const untold = new Map<number, ReadTo>();
  /** By room: the entry at a read position from before this connection. */
  const doubted = new Map<number, Known>();
  const flushing = coalesce(() => void flush());

  const flush = async () => {
    flushing.cancel();
    if (client.getState().connection.status !== 'online') return;
    const told = [...untold].filter(([roomId]) => !retries.isHeld(keyOf(roomId)));
    for (const [roomId] of told) untold.delete(roomId);
    await Promise.all(told.map(([roomId, position]) => tell(roomId, position)));
  };
  const flushAgain = () => void flush();
  const tell = async (roomId: number, position: ReadTo) => {
    const {seq, resets} = position;
    try {
      if (!(await isSameLog(roomId))) return client.dispatch({type: 'historyRefuted', roomId});
      const answer = await client.request('cursorMove', {roomId, seq, ...(resets !== undefined && {resets})});
      retries.succeeded(keyOf(roomId));
      take(roomId, answer);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const newer = untold.get(roomId);
      if (error.canRetry && (newer === undefined || isFurther(position, newer))) untold.set(roomId, position);
      retries.failed(keyOf(roomId), error, flushAgain);
    }
  };
  /** Whether the server's log still has the entry read before; in a replaced log, another entry has its seq. */
  const isSameLog = async (roomId: number): Promise<boolean> => {
    const known = doubted.get(roomId);
    if (known === undefined) return true;
    // Sent past the decryption of encrypted rooms: only the id is needed.
    const {entries, firstSeq = 1} = await client.line.request('entryList', {
      roomId,
      afterSeq: known.seq - 1,
      limit: 1,
    });
    if (doubted.get(roomId) === known) doubted.delete(roomId);
    return firstSeq > known.seq || entries[0]?.id === known.id;
  };
  /** The entry at exactly this seq; an earlier one could be common to both logs and proves nothing. */
  const knownAt = (roomId: number, seq: number): Known | undefined => {
    const one = client.getState().roomById[roomId];
    const here = one && heldEntries(one).findLast(entry => entry.seq <= seq);
    const known = here?.seq === seq ? here : client.history.entryUpTo(roomId, seq);
    return known?.seq === seq ? known : undefined;
  };
  const forget = (roomId: number): void => {
    untold.delete(roomId);
    doubted.delete(roomId);
  };
  /** Takes over the server's position, also when another device has moved it back meanwhile. */
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
      // A server that knows resets also answers with the new counts.
      client.dispatch({type: 'cursorMoved', roomId, seq, ...(resets !== undefined && {isOwn: true})});
      flushing.plan(COALESCE_MS);
    },
    async setUnread(roomId, seq) {
      requireServerCan(client.getState(), 'reading');
      // An unsent position is sent first, because the server moves back from the position that it knows.
      const position = untold.get(roomId);
      untold.delete(roomId);
      if (position !== undefined) await tell(roomId, position);
      take(roomId, await client.request('cursorReset', {roomId, seq}));
    },
    meet(rooms, before) {
      const isFresh = before.connection.status !== 'online';
      if (isFresh) doubted.clear();
      for (const told of rooms) {
        const {roomId, readSeq, resets = 0} = told;
        const was = before.roomById[roomId];
        if (isFresh && was !== undefined && wasSetBack(was, told)) forget(roomId);
        const room = client.getState().roomById[roomId]?.room;
        const own = untold.get(roomId);
        if (room !== undefined && room.readSeq > readSeq && (room.resets ?? 0) === resets) {
          const position = {seq: room.readSeq, resets: room.resets};
          if (own === undefined || isFurther(position, own)) untold.set(roomId, position);
          flushing.plan(COALESCE_MS);
        }
        const position = isFresh ? untold.get(roomId) : undefined;
        if (position === undefined) continue;
        const known = knownAt(roomId, position.seq);
        if (known !== undefined) doubted.set(roomId, {seq: known.seq, id: known.id});
        // A position marked in this run is sent, even if the room's entries are not loaded.
        if (known !== undefined || position === own) continue;
        // Nothing proves that the log is the same: use the server's position.
        forget(roomId);
        if (room !== undefined && room.readSeq > readSeq) client.dispatch({type: 'historyRefuted', roomId});
      }
    },
    forget,
    flush: () => void flush(),
    close: () => within(CLOSING_MS, flush()),
  };
}
