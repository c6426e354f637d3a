/** Read positions: shown at once, and sent to the server in batches. */
import {coalesce} from '../../shared/bounds/coalesce.ts';
import {requireServerCan} from '../core/serverCan.ts';
import {within} from '../../shared/bounds/within.ts';
import type {Entry} from '../../shared/entries/entry.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import type {Room} from '../../shared/model.ts';
import type {Result} from '../../shared/protocol.ts';
import type {Again} from '../line/again.ts';
import {heldEntries} from '../state/room/pieces.ts';
import {wasSetBack} from '../state/room/roomMerge.ts';
import {heldSeq} from '../state/room/roomState.ts';
import type {State} from '../state/state.ts';

export interface Cursors {
  /** Up to this seq; without it, up to the newest that is here. */
  markRead(roomId: number, seq?: number): void;
  /** Sets the read position back: this seq is the first unread one. @throws server-too-old */
  setUnread(roomId: number, seq: number): Promise<void>;
  /**
   * The server has just told of its rooms. Positions that are further are told to it: it never had them, or has lost them. Those
   * from before the connection are told once it has shown that its log is the one that was read; those of which the entry is not
   * here are not told.
   */
  meet(rooms: readonly Room[], before: State): void;
  /** The server has another log: no position in the one from before is told. */
  forget(roomId: number): void;
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

type Known = Pick<Entry, 'seq' | 'id'>;

const keyOf = (roomId: number): string => `read ${roomId}`;

export function openCursors(client: Core, again: Again): Cursors {
  /** Room → position that the server was not told yet. */
  const untold = new Map<number, ReadTo>();
  /** Room → the entry at a position from before this connection. */
  const doubted = new Map<number, Known>();
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
      if (!(await isSameLog(roomId))) return client.dispatch({type: 'historyRefuted', roomId});
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
  /** Whether the server has the entry that was known before: of a log that was put back, others have that number. */
  const isSameLog = async (roomId: number): Promise<boolean> => {
    const known = doubted.get(roomId);
    if (known === undefined) return true;
    // What is encrypted need not be read for it.
    const {entries, firstSeq = 1} = await client.line.request('entryList', {
      roomId,
      afterSeq: known.seq - 1,
      limit: 1,
    });
    if (doubted.get(roomId) === known) doubted.delete(roomId);
    return firstSeq > known.seq || entries[0]?.id === known.id;
  };
  /** The very entry: an earlier one, which both logs may have, proves nothing of what lies between. */
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
          flushing.plan(GATHER_MS);
        }
        const position = isFresh ? untold.get(roomId) : undefined;
        if (position === undefined) continue;
        const known = knownAt(roomId, position.seq);
        if (known !== undefined) doubted.set(roomId, {seq: known.seq, id: known.id});
        // What this person has marked as read in this run counts, also where nothing of the room is here.
        if (known !== undefined || position === own) continue;
        // Nothing can show that the log is the one that was read: the server's word counts.
        forget(roomId);
        if (room !== undefined && room.readSeq > readSeq) client.dispatch({type: 'historyRefuted', roomId});
      }
    },
    forget,
    flush: () => void flush(),
    close: () => within(GOODBYE_MS, flush()),
  };
}
