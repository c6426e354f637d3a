/** Copies what can still be read from a damaged store, row by row from both ends of each table. */
import {inTransaction, openReadOnly, type Database} from './sqlite.ts';

/** Maximum rows per table: beyond, a damaged file returns invented rows. */
const ROWS_MAX = 100_000;

/** @param path the damaged file, which is not changed */
export async function salvage(database: Database, path: string): Promise<void> {
  let damaged: Database | undefined;
  try {
    damaged = await openReadOnly(path);
    for (const table of tablesOf(database)) takeTable(database, damaged, table);
  } catch {
    // Nothing can be read from the file.
  } finally {
    damaged?.close();
  }
}

const tablesOf = (database: Database): string[] =>
  database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'damaged'")
    .all()
    .map(row => String(row['name']));

interface Column {
  name: string;
  /** Position in the primary key, from 1; 0: not part of it. */
  key: number;
}

const columnsOf = (database: Database, table: string): Column[] =>
  database
    .prepare(`PRAGMA table_info(${table})`)
    .all()
    .map(row => ({name: String(row['name']), key: Number(row['pk'])}));

function takeTable(database: Database, damaged: Database, table: string): void {
  try {
    const known = new Set(columnsOf(damaged, table).map(({name}) => name));
    const columns = columnsOf(database, table).filter(({name}) => known.has(name));
    const names = columns.map(({name}) => name);
    const keys = columns.filter(({key}) => key > 0).map(({name}) => `${name} DESC`);
    if (names.length === 0 || keys.length === 0) return;
    const insert = database.prepare(
      `INSERT OR IGNORE INTO ${table} (${names.join()}) VALUES (${names.map(() => '?').join()})`,
    );
    inTransaction(database, () => {
      const select = `SELECT ${names.join()} FROM ${table}`;
      const take = (sql: string) => readRows(damaged, sql, row => insert.run(...names.map(name => row[name] ?? null)));
      // Reads up to the damage; then in reverse order, from the end back to it.
      if (!take(select)) take(`${select} ORDER BY ${keys.join()}`);
    });
  } catch {
    // The table does not exist, or the disk is full: the damaged file is kept anyway.
  }
}

type Row = Record<string, null | number | bigint | string | NodeJS.ArrayBufferView>;

/** @returns false when reading stopped at damage */
function readRows(damaged: Database, sql: string, take: (row: Row) => void): boolean {
  let count = 0;
  try {
    for (const row of damaged.prepare(sql).iterate()) {
      if (++count > ROWS_MAX) return true;
      try {
        take(row as Row);
      } catch {
        // The row violates a constraint of the table: skip it.
      }
    }
    return true;
  } catch {
    return false;
  }
}
