/** Migrates the schema of a database, after a backup of it. */
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import {dirname} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import {ChatError} from '../../../../shared/errors.ts';
import {faultPoint} from '../../../../shared/machine/faultPoint.ts';
import {sizeText} from '../../../../shared/text/sizeText.ts';
import type {Migration} from '../../../../shared/sqlite/migration.ts';
import * as list from './migrations.ts';

export const MIGRATIONS: readonly Migration[] = Object.values(list).toSorted(
  (one, other) => one.version - other.version,
);

export interface Upgrade {
  connection: DatabaseSync;
  dataDir: string;
  /** Path of the database file, which must not be open elsewhere. */
  path: string;
  migrations?: readonly Migration[];
  /** Called before the first step and after each. */
  onStep?: ((step: UpgradeStep) => void) | undefined;
}

export interface UpgradeStep {
  from: number;
  to: number;
  done: number;
  steps: number;
  bytes: number;
  tookMs: number;
}

/** @throws settings-invalid if the data belongs to a newer program */
export function migrate({connection, dataDir, path, migrations = MIGRATIONS, onStep}: Upgrade): void {
  const known = migrations.at(-1)?.version ?? 0;
  const {user_version: version} = connection.prepare('PRAGMA user_version').get() as {user_version: number};
  if (version > known) {
    throw new ChatError(
      'settings-invalid',
      `The data in ${dataDir} was written by a newer chat-tui (schema ${version}, this one knows ${known}). Update chat-tui.`,
    );
  }
  const missing = migrations.filter(migration => migration.version > version);
  if (missing.length === 0) return;
  const startedMs = performance.now();
  const tell = (done: number) =>
    version > 0 &&
    onStep?.({
      from: version,
      to: known,
      done,
      steps: missing.length,
      bytes: statSync(path).size,
      tookMs: Math.round(performance.now() - startedMs),
    });
  tell(0);
  if (version > 0) keepCopy(connection, path, `${path}.schema-${version}`);
  faultPoint('migration.copied');
  for (const [at, migration] of missing.entries()) {
    apply(connection, migration);
    tell(at + 1);
  }
}

/**
 * Checkpoints the WAL and copies the file; if a reader such as a backup keeps the newest commits in the WAL, copies through
 * SQLite. Only a complete copy gets the final name.
 */
function keepCopy(connection: DatabaseSync, path: string, copyPath: string): void {
  const {busy} = connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as {busy: number};
  requireSpace(path);
  const partPath = `${copyPath}.part`;
  rmSync(partPath, {force: true});
  if (busy === 0) copyFileSync(path, partPath, constants.COPYFILE_FICLONE);
  else connection.prepare('VACUUM INTO ?').run(partPath);
  chmodSync(partPath, 0o600);
  const file = openSync(partPath, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(partPath, copyPath);
}

/** Applies a step atomically; on failure the transaction ends with the connection. */
function apply(connection: DatabaseSync, {version, sql}: Migration): void {
  connection.exec('BEGIN IMMEDIATE');
  for (const statement of statementsOf(sql)) {
    faultPoint('migration.statement');
    connection.exec(statement);
  }
  connection.exec(`PRAGMA user_version = ${version}`);
  faultPoint('migration.beforeCommit');
  connection.exec('COMMIT');
}

/** Splits SQL into statements; the body of a trigger belongs to its statement. */
export function statementsOf(sql: string): string[] {
  const statements: string[] = [];
  let statement = '';
  for (const line of sql.split('\n')) {
    statement += `${line}\n`;
    const isTrigger = /^\s*CREATE\s+(?:TEMP\s+)?TRIGGER\b/im.test(statement);
    if (!/;\s*(?:--.*)?$/.test(line) || (isTrigger && !/\bEND;\s*(?:--.*)?$/i.test(line))) continue;
    statements.push(statement);
    statement = '';
  }
  if (/\S/.test(statement)) statements.push(statement);
  return statements;
}

/** Requires space for the copy, and about as much again for what the steps rewrite. @throws settings-invalid */
function requireSpace(path: string): void {
  const {bavail, bsize} = statfsSync(dirname(path));
  const {size} = statSync(path);
  const wanted = 2 * size + SPARE_BYTES;
  if (bavail * bsize >= wanted) return;
  throw new ChatError(
    'settings-invalid',
    `Before the data in ${dirname(path)} is brought up to date it is copied, and the disk has no room for ` +
      `that: free ${sizeText(wanted - bavail * bsize)} more, or start the program of before. Nothing was ` +
      'changed.',
  );
}

const SPARE_BYTES = 1024 * 1024;
