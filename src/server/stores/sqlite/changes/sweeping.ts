/** Finds a person's messages, newest first, and deletes a few per transaction. */
import {WRITTEN_KINDS} from '../../../../shared/entries/entry.ts';
import {ChatError} from '../../../../shared/errors.ts';
import type {SweepStore} from '../../../storeContract/sanctions.ts';
import {SERVER_SENDER} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import {requireRemoval, type Rights} from '../access/rights.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Targets} from './targets.ts';
import {openWiping, type WipeParts} from './wiping.ts';

interface Place {
  roomId: number;
  seq: number;
  atMs: number;
}

export function openSweeping(sqlite: WipeParts & {roomLog: RoomLog; rights: Rights}, targets: Targets): SweepStore {
  const {database, commits, roomLog, rights, newId} = sqlite;
  const wipe = openWiping(sqlite, targets);
  // Uses the index by room and sender; the `+` keeps SQLite from scanning the log by seq instead.
  const inRoom = query<{seq: number; sent_at_ms: number}, [number, number, number, number]>(
    database,
    `SELECT seq, sent_at_ms FROM entries WHERE room_id = ? AND sender_id = ? AND sent_at_ms >= ?
      AND kind IN (${WRITTEN_KINDS.map(name => `'${name}'`).join(', ')}) ORDER BY +seq DESC LIMIT +?`,
  );
  const shared = query<{room_id: number}, [number]>(
    database,
    "SELECT room_id FROM members JOIN rooms USING (room_id) WHERE user_id = ? AND kind <> 'direct'",
  );
  const open = query<{room_id: number}, []>(database, "SELECT room_id FROM rooms WHERE kind <> 'direct'");
  const all = query<{room_id: number}, []>(database, 'SELECT room_id FROM rooms');

  function roomsFor(byUserId: number, isWhole: boolean): number[] {
    const rows = isWhole ? all.all() : byUserId === SERVER_SENDER.userId ? open.all() : shared.all(byUserId);
    return rows.map(row => row.room_id);
  }

  function remove({roomId, seq}: Place, byUserId: number, atMs: number): boolean {
    try {
      const found = targets.find(roomId, seq);
      wipe(found, roomLog.append({roomId, userId: byUserId, body: {kind: 'deleted', id: newId(), of: seq}, atMs}));
      return true;
    } catch (error) {
      // The sender deleted it at the same time.
      if (error instanceof ChatError && error.code === 'message-gone') return false;
      throw error;
    }
  }

  return {
    async messageSweepList({userId, byUserId, roomId, sinceMs = 0, limit, isWhole = false}) {
      rights.requireOver(byUserId, userId, isWhole ? 'accountManage' : 'messageRemove');
      const rooms = roomsFor(byUserId, isWhole).filter(one => roomId === undefined || one === roomId);
      let found: Place[] = [];
      for (const one of rooms) {
        const more = inRoom.all(one, userId, sinceMs, limit);
        if (more.length === 0) continue;
        const places = more.map(row => ({roomId: one, seq: row.seq, atMs: row.sent_at_ms}));
        found = [...found, ...places].sort((first, second) => second.atMs - first.atMs).slice(0, limit);
      }
      return found;
    },
    messageSweep: ({userId, byUserId, places, isWhole = false, atMs}) =>
      commits.writeWhole(() => {
        rights.requireOver(byUserId, userId, isWhole ? 'accountManage' : 'messageRemove');
        let count = 0;
        for (const place of places) {
          if (!isWhole && byUserId !== SERVER_SENDER.userId) requireRemoval(rights, place.roomId, byUserId);
          if (remove(place, byUserId, atMs)) count++;
        }
        return count;
      }),
  };
}
