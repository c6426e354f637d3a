/** The index of entries that count as unread, derived from the table of kinds, so that a new counted kind needs no migration. */
import {COUNTED_KINDS} from '../../../../shared/entries/entry.ts';
import {query, type Database} from './database.ts';

const NAME = 'entries_counted';

/**
 * The counted kinds as a SQL list. SQLite uses the index only if a query lists them in the same order, so the order is read
 * from the index; an index of other kinds is recreated.
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
