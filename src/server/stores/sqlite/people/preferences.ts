/** Preferences of people, global and per room. */
import {
  changed,
  readPreferences,
  readRoomPreferences,
  type Preferences,
  type RoomPreferences,
} from '../../../../shared/preferences.ts';
import type {PeopleStore} from '../../../storeContract/people.ts';
import {query} from '../engine/database.ts';
import type {HighlightWords} from '../inbox/highlights.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';

type PreferenceStore = Pick<PeopleStore, 'preferencesFind' | 'preferencesSet' | 'roomPreferencesSet' | 'roomOrderSet'>;

export function openPreferences({
  database,
  commits,
  roomLog,
  highlightWords,
}: Sqlite & {roomLog: RoomLog; highlightWords: HighlightWords}): PreferenceStore {
  const find = query<{data: string}, [number]>(database, 'SELECT data FROM preferences WHERE user_id = ?');
  const findOfRoom = query<{data: string}, [number, number]>(
    database,
    'SELECT data FROM room_preferences WHERE user_id = ? AND room_id = ?',
  );
  const roomIdsOf = query<{room_id: number}, [number]>(database, 'SELECT room_id FROM members WHERE user_id = ?');
  const keep = database.statement('INSERT OR REPLACE INTO preferences (user_id, data) VALUES (?, ?)');
  const keepOfRoom = database.statement(
    'INSERT OR REPLACE INTO room_preferences (user_id, room_id, data) VALUES (?, ?, ?)',
  );

  return {
    preferencesFind: async userId => readPreferences(find.one(userId)?.data),
    preferencesSet: (userId, change) =>
      commits.write(() => {
        const next: Preferences = changed(readPreferences(find.one(userId)?.data), change);
        keep.run(userId, JSON.stringify(next));
        highlightWords.changed(userId, next);
        return next;
      }),
    roomOrderSet: (userId, roomIds) =>
      commits.write(() => {
        const own = new Set(roomIdsOf.all(userId).map(row => row.room_id));
        const known = roomIds.filter(roomId => own.has(roomId));
        return known.flatMap((roomId, index) => {
          const before = readRoomPreferences(findOfRoom.one(userId, roomId)?.data);
          if (before.place === index + 1) return [];
          const mine = {...before, place: index + 1};
          keepOfRoom.run(userId, roomId, JSON.stringify(mine));
          return [{roomId, mine}];
        });
      }),
    roomPreferencesSet: ({userId, roomId}, change) =>
      commits.write(() => {
        roomLog.requireMember(roomId, userId);
        const next: RoomPreferences = changed(readRoomPreferences(findOfRoom.one(userId, roomId)?.data), change);
        keepOfRoom.run(userId, roomId, JSON.stringify(next));
        return next;
      }),
  };
}
