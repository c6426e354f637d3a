/** Room names: whether one is free for a person, and former names of a room. */
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import {LOBBY} from '../../../../shared/model.ts';
import {query, type Database} from '../engine/database.ts';

/** Called by running work. */
export interface Naming {
  /** @param roomId the room that is to be called so, where it is there already @throws room-exists, room-name-alike */
  requireFree(userId: number, name: string, roomId?: number): void;
  /** The room was called `was` until now and is called `name`. */
  renamed(roomId: number, names: {was: string; name: string}, atMs: number): void;
}

/** Names that are drawn alike: `l0bby`, `1obby`. The index over it is made of this very text. */
const lookOf = (name: string) =>
  `replace(replace(replace(replace(replace(replace(${name}, '0', 'o'), '1', 'l'), 'rn', 'm'), 'vv', 'w'), '_', '-'), '.', '-')`;

/**
 * The one room that everybody is in: not with signs in between or around it either. No other word is reserved for rooms: they say
 * nothing themselves.
 */
const isLikeLobby = (name: string): boolean =>
  name.replaceAll(/[._-]/g, '').replaceAll('0', 'o').replaceAll('1', 'l') === LOBBY.name;

/** @param seen the room of this name that somebody sees */
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
