/** The database of a server that was never used, made once by the real migrations and then copied: a tenth of the work. */
import {createHash} from 'node:crypto';
import {copyFileSync, existsSync, mkdirSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {MIGRATIONS, migrate} from '../../../src/server/stores/sqlite/engine/schema.ts';

const FOLDER = 'node_modules/.cache/chat-tui/databases';

export function putFreshDatabase(dataDir: string): void {
  const hash = createHash('sha256').update(JSON.stringify(MIGRATIONS)).digest('hex');
  const path = join(FOLDER, `${hash}.db`);
  if (!existsSync(path)) make(path);
  copyFileSync(path, join(dataDir, 'chat.db'));
}

/** Whoever else makes it at the same time makes the same. */
function make(path: string): void {
  mkdirSync(FOLDER, {recursive: true});
  const draft = `${path}.${process.pid}`;
  const connection = new DatabaseSync(draft, {enableDoubleQuotedStringLiterals: false});
  connection.exec('PRAGMA journal_mode = WAL');
  migrate({connection, dataDir: FOLDER, path: draft});
  // What was written ahead goes into the file.
  connection.close();
  renameSync(draft, path);
}
