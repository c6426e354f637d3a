/** Finds the people whose presence a guest is told, since guests do not get everybody's. */
import type {PeopleStore} from '../../../storeContract/people.ts';
import {query, type Database} from '../engine/database.ts';

export function openSharers({database}: {database: Database}): Pick<PeopleStore, 'sharersAmong'> {
  // Participants of a conversation are included even before it is visible to them.
  const among = query<{user_id: number}, [string, number, number, number, number, number]>(
    database,
    `SELECT asked.value AS user_id FROM json_each(?) AS asked WHERE
      EXISTS (SELECT 1 FROM members AS mine JOIN members AS theirs ON theirs.room_id = mine.room_id
        AND theirs.user_id = asked.value WHERE mine.user_id = ?)
      OR EXISTS (SELECT 1 FROM members AS mine JOIN group_people AS theirs ON theirs.room_id = mine.room_id
        AND theirs.user_id = asked.value WHERE mine.user_id = ?)
      OR EXISTS (SELECT 1 FROM members AS mine JOIN directs USING (room_id)
        WHERE mine.user_id = ? AND asked.value IN (low_user_id, high_user_id))
      OR EXISTS (SELECT 1 FROM contacts WHERE user_id = ? AND other_id = asked.value)
      OR EXISTS (SELECT 1 FROM contacts WHERE user_id = asked.value AND other_id = ? AND is_hidden = 0)`,
  );
  return {
    sharersAmong: async ({userId, otherIds}) =>
      among.all(JSON.stringify(otherIds), userId, userId, userId, userId, userId).map(row => row.user_id),
  };
}
