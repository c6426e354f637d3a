/** Who is in a conversation of several people. */
import type {Account} from '../../../../storeContract/store.ts';
import {ACCOUNT_COLUMNS, toAccount, type AccountRow} from '../../accountRow.ts';
import {query, type Database} from '../../engine/database.ts';

/** Also who does not see it at the moment; nobody for a conversation of two. By name. */
export function openGroupPeople(database: Database): (roomId: number) => Account[] {
  const find = query<AccountRow, [number]>(
    database,
    `SELECT ${ACCOUNT_COLUMNS} FROM group_people JOIN accounts USING (user_id) WHERE room_id = ?`,
  );
  return roomId =>
    find
      .all(roomId)
      .map(toAccount)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
}
