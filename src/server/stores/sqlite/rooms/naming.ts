/** Room names: whether one is free for a person, and former names of a room. */
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import {LOBBY} from '../../../../shared/model.ts';
import {query, type Database} from '../engine/database.ts';

/** Called inside a transaction. */
export interface Naming {
  /** @param roomId the room to be renamed, if any @throws room-exists, room-name-alike */
  requireFree(userId: number, name: string, roomId?: number): void;
  /** Records the former name of a renamed room. */
  renamed(roomId: number, names: {was: string; name: string}, atMs: number): void;
}

/** Maps look-alike names such as `l0bby` and `1obby` to one form. An index uses exactly this expression. */
const lookOf = (name: string) =>
  `replace(replace(replace(replace(replace(replace(${name}, '0', 'o'), '1', 'l'), 'rn', 'm'), 'vv', 'w'), '_', '-'), '.', '-')`;

/** Whether a name looks like that of the lobby, also with punctuation. No other names are reserved: rooms do not speak. */
const isLikeLobby = (name: string): boolean =>
  name.replaceAll(/[._-]/g, '').replaceAll('0', 'o').replaceAll('1', 'l') === LOBBY.name;

/** @param seen finds the visible room of a name */
export function openNaming(database: Database, seen: (userId: number, name: string) => number | undefined): Naming {
  const alike = query<{name: string}, [number, string]>(
    database,
    `SELECT name FROM rooms INDEXED BY rooms_by_look
      WHERE kind = 'public' AND room_id <> ? AND ${lookOf('name')} = ${lookOf('?')} LIMIT 1`,
  );
  const alikeOwn = query<{name: string}, [number, number, string]>(
    database,
    `SELECT rooms.name FROM members CROSS JOIN rooms USING (room_id)
      WHERE members.user_id = ? AND kind = 'private' AND room_id <> ? AND ${lookOf('rooms.name')} = ${lookOf('?')} LIMIT 1`,
  );
  const keep = database.statement('INSERT OR REPLACE INTO former_names (name, room_id, at_ms) VALUES (?, ?, ?)');
  const drop = database.statement('DELETE FROM former_names WHERE name = ? AND room_id = ?');
  const dropOld = database.statement(
    `DELETE FROM former_names WHERE room_id = ? AND name IN
      (SELECT name FROM former_names WHERE room_id = ? ORDER BY at_ms DESC LIMIT -1 OFFSET ${FIXED_LIMITS.formerNamesMax})`,
  );
  return {
    requireFree(userId, name, roomId = 0) {
      const other = seen(userId, name);
      if (other !== undefined && other !== roomId) throw new ChatError('room-exists', `#${name}`);
      const isAlike =
        isLikeLobby(name) || alike.one(roomId, name) !== undefined || alikeOwn.one(userId, roomId, name) !== undefined;
      if (isAlike) throw new ChatError('room-name-alike', `#${name}`);
    },
    renamed(roomId, {was, name}, atMs) {
      keep.run(was, roomId, atMs);
      drop.run(name, roomId);
      dropOld.run(roomId, roomId);
    },
  };
}
