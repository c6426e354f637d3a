/** Whether a person accepts a conversation with somebody, by their preferences and blocks. */
import type {Preferences} from '../../../../shared/preferences.ts';
import {readPreferences} from '../../../../shared/preferences.ts';
import {LOBBY} from '../../../../shared/model.ts';
import {query, type Database} from '../engine/database.ts';

/** May be called inside and outside of transactions. */
export interface Acceptance {
  /** Whether `by` has blocked `from`, who must not learn of it. */
  isBlocked(by: number, from: number): boolean;
  /** Ignores blocks, so that a blocked person does not learn of the block. */
  accepts(userId: number, from: number): boolean;
}

export function openAcceptance(database: Database): Acceptance {
  const findBlock = query<{user_id: number}, [number, number]>(
    database,
    'SELECT user_id FROM blocks WHERE user_id = ? AND other_id = ?',
  );
  const findPreferences = query<{data: string}, [number]>(database, 'SELECT data FROM preferences WHERE user_id = ?');
  const findFriends = query<{count: number}, [number, number, number, number]>(
    database,
    `SELECT count(*) AS count FROM contacts
      WHERE (user_id = ? AND other_id = ?) OR (user_id = ? AND other_id = ?)`,
  );
  // Conversations do not count as shared rooms, nor does the lobby, in which everybody is.
  const findShared = query<{room_id: number}, [number, number]>(
    database,
    `SELECT room_id FROM members CROSS JOIN members AS others USING (room_id) JOIN rooms USING (room_id)
      WHERE members.user_id = ? AND others.user_id = ? AND room_id <> ${LOBBY.roomId} AND kind IN ('public', 'private') LIMIT 1`,
  );

  const isFriend = (one: number, other: number) => findFriends.one(one, other, other, one)?.count === 2;
  const BY_PREFERENCE: Readonly<Record<Preferences['directsFrom'], (userId: number, from: number) => boolean>> = {
    anybody: () => true,
    rooms: (userId, from) => isFriend(userId, from) || findShared.one(userId, from) !== undefined,
    friends: isFriend,
  };

  return {
    isBlocked: (by, from) => findBlock.one(by, from) !== undefined,
    accepts(userId, from) {
      const {directsFrom} = readPreferences(findPreferences.one(userId)?.data);
      return BY_PREFERENCE[directsFrom](userId, from);
    },
  };
}
