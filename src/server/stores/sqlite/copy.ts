/** Takes a consistent copy of a live database and verifies it. */
import * as sqlite from 'node:sqlite';
import type {FileState} from '../../../shared/model.ts';
import {isOfIndex, problemsIn} from './engine/database.ts';
import {MIGRATIONS} from './engine/schema.ts';

/** A file as the database knows it. */
export interface CopiedFile {
  fileId: string;
  state: FileState;
  /** Hash of the bytes on the server; `undefined` if they are incomplete, because a part was transferred directly. */
  sha256: string | undefined;
}

/** Pages of 4 KiB copied per step; signals are handled between steps. */
const PAGES_PER_STEP = 4_096;
const BUSY_MS = 10_000;

/**
 * Copies the latest committed state with SQLite's backup API (before Node 22.16 with `VACUUM INTO`), from a snapshot, so that
 * writers are not blocked. @param onProgress share from 0 to 1
 */
export async function copyDatabase(
  from: string,
  to: string,
  onProgress: (share: number) => void = () => undefined,
): Promise<void> {
  await copyPages(from, to, onProgress);
  inOneFile(to);
}

async function copyPages(from: string, to: string, onProgress: (share: number) => void): Promise<void> {
  const source = new sqlite.DatabaseSync(from, {readOnly: true});
  try {
    source.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    const {backup} = sqlite as Partial<Pick<typeof sqlite, 'backup'>>;
    if (backup === undefined) return void source.prepare('VACUUM INTO ?').run(to);
    // One snapshot for the whole copy; otherwise the backup would restart with every commit of the server.
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await backup(source, to, {
      rate: PAGES_PER_STEP,
      progress: ({totalPages, remainingPages}) => onProgress(1 - remainingPages / Math.max(1, totalPages)),
    });
    onProgress(1);
  } finally {
    source.close();
  }
}

/** Converts the copy to a single file without a WAL. */
function inOneFile(path: string): void {
  const copy = new sqlite.DatabaseSync(path);
  try {
    copy.exec('PRAGMA journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

export interface CopyFacts {
  schema: number;
  entries: number;
  files: CopiedFile[];
}

/** Reads and verifies a copy. @throws Error with a sentence if it is not a valid database of a server */
export function readCopy(path: string): CopyFacts {
  const copy = new sqlite.DatabaseSync(path, {readOnly: true});
  try {
    const found = problemsIn(copy, 'integrity_check(3)').filter(problem => !isOfIndex(problem));
    if (found.length > 0) throw new Error(`the database is damaged: ${found.join('; ').slice(0, 300)}`);
    const {user_version: schema} = copy.prepare('PRAGMA user_version').get() as {user_version: number};
    if (schema < 1) throw new Error('the database is none of a server');
    const missing = copy
      .prepare(
        `SELECT room_id FROM rooms WHERE last_seq > 0 AND member_count > 0 AND NOT EXISTS
           (SELECT 1 FROM entries WHERE entries.room_id = rooms.room_id AND seq = last_seq) LIMIT 1`,
      )
      .get();
    if (missing !== undefined) throw new Error('a room has lost the end of its log');
    const {entries} = copy.prepare('SELECT ifnull(sum(last_seq), 0) AS entries FROM rooms').get() as {entries: number};
    return {schema, entries, files: filesIn(copy)};
  } finally {
    copy.close();
  }
}

/** @returns the latest schema version of this program */
export const knownSchema = (): number => MIGRATIONS.at(-1)?.version ?? 0;

/** The current state of a file in the live database; `undefined` if there is none. */
export function fileStateIn(path: string, fileId: string): FileState | undefined {
  const database = new sqlite.DatabaseSync(path, {readOnly: true});
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    const row = database.prepare('SELECT state FROM files WHERE file_id = ?').get(fileId) as
      {state: FileState} | undefined;
    return row?.state;
  } finally {
    database.close();
  }
}

/** Files with bytes on the server; those transferred completely between clients have none. */
const filesIn = (copy: sqlite.DatabaseSync): CopiedFile[] =>
  copy
    // Before schema 23 there is no `direct_bytes`.
    .prepare("SELECT * FROM files WHERE state <> 'cancelled' ORDER BY file_id")
    .all()
    .flatMap(row => {
      const directBytes = Number(row['direct_bytes'] ?? 0);
      if (directBytes > 0 && directBytes === row['size_bytes']) return [];
      return {
        fileId: String(row['file_id']),
        state: row['state'] as FileState,
        sha256: typeof row['sha256'] === 'string' && directBytes === 0 ? row['sha256'] : undefined,
      };
    });
