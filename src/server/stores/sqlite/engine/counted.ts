/**
 * The index of entries that count as unread; derived from the table of kinds, so that a new counted kind needs no migration.
 */
import {COUNTED_KINDS} from '../../../../shared/entries/entry.ts';
import {query, type Database} from './database.ts';

const NAME = 'entries_counted';

/**
 * The kinds as a list of SQL. SQLite takes the index only for a query that names them in the very order of the index, so the
 * order is read from there; an index of other kinds is made anew.
 */
export function countedKindsOf(database: Database): string {
  const find = query<{sql: string}, [string]>(database, 'SELECT sql FROM sqlite_schema WHERE name = ?');
  const list = /kind IN \(([^)]*)\)/.exec(find.one(NAME)?.sql ?? '')?.[1] ?? '';
  const indexed = Array.from(list.matchAll(/'(\w+)'/g), ([, kind = '']) => kind);
  if (indexed.toSorted().join() === COUNTED_KINDS.toSorted().join()) return list;
  const wanted = COUNTED_KINDS.map(kind => `'${kind}'`).join(', ');
  database.exec(`BEGIN IMMEDIATE;
    DROP INDEX IF EXISTS ${NAME};
    CREATE INDEX ${NAME} ON entries (room_id, seq, sender_id) WHERE kind IN (${wanted});
    COMMIT`);
  return wanted;
}
