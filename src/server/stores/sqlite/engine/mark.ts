/** Records the entry count next to the database, because SQLite opens a truncated WAL without an error. */
import {closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {ChatError} from '../../../../shared/errors.ts';
import {query, type Database} from './database.ts';

export interface Mark {
  /** This many further entries are synced. */
  advance(entries: number): void;
  close(): void;
}

const FILE = 'chat.db-mark';
const MODE = constants.O_RDWR | constants.O_CREAT;
/** The number twice, to detect damage; of fixed length, so that it can be overwritten in place. */
const toText = (entries: number) => `${String(entries).padStart(16, '0')} ${String(entries).padStart(16, '0')}\n`;
const SHAPE = /^(\d{16}) \1\n$/;

/** @throws settings-invalid if there are fewer entries than recorded */
export function openMark(database: Database, dataDir: string): Mark {
  const path = join(dataDir, FILE);
  const file = openSync(path, MODE, 0o600);
  let count = entriesIn(database);
  try {
    const known = Number(SHAPE.exec(readFileSync(file, 'latin1'))?.[1] ?? 0);
    if (known > count) throw new ChatError('settings-invalid', whatIsMissing(dataDir, path, known - count));
    ftruncateSync(file, toText(0).length);
  } catch (error) {
    closeSync(file);
    throw error;
  }
  const write = () => {
    try {
      writeSync(file, toText(count), 0, 'latin1');
    } catch {
      // Ignored: an outdated mark detects less, but never causes a false alarm.
    }
  };
  write();
  return {
    advance(entries) {
      count += entries;
      write();
    },
    close: () => closeSync(file),
  };
}

/** The sum of the last seqs of all rooms: the number of entries ever appended, because seqs are never reused. */
const entriesIn = (database: Database): number =>
  query<{count: number}, []>(database, 'SELECT COALESCE(SUM(last_seq), 0) AS count FROM rooms').one()?.count ?? 0;

const whatIsMissing = (dataDir: string, path: string, entries: number): string =>
  `The log in ${dataDir} has lost its end: ${entries} entries are missing, as when chat.db-wal is removed ` +
  `or damaged. Put back that file or a backup of the folder. To go on without them, delete ${path}.`;
