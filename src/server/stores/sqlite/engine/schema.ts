/** Brings the schema of a database up to date, after a copy of what is there. */
import {chmodSync, closeSync, constants, copyFileSync, fsyncSync, openSync, renameSync} from 'node:fs';
import type {DatabaseSync} from 'node:sqlite';
import {ChatError} from '../../../../shared/errors.ts';
import type {Migration} from './migration.ts';
import * as list from './migrations.ts';

export const MIGRATIONS: readonly Migration[] = Object.values(list).toSorted(
  (one, other) => one.version - other.version,
);

export interface Upgrade {
  connection: DatabaseSync;
  dataDir: string;
  /** Of the database file; nobody else has it open. */
  path: string;
  migrations?: readonly Migration[];
}

/** @throws settings-invalid when the data belongs to a newer program */
export function migrate({connection, dataDir, path, migrations = MIGRATIONS}: Upgrade): void {
  const known = migrations.at(-1)?.version ?? 0;
  const {user_version: version} = connection.prepare('PRAGMA user_version').get() as {user_version: number};
  if (version > known) {
    throw new ChatError(
      'settings-invalid',
      `The data in ${dataDir} was written by a newer chat-tui (schema ${version}, this one knows ${known}). Update chat-tui.`,
    );
  }
  const missing = migrations.filter(migration => migration.version > version);
  if (version > 0 && missing.length > 0) keepCopy(connection, path, `${path}.schema-${version}`);
  for (const migration of missing) apply(connection, migration);
}

/** All of it is in the one file then; the name is only given to a whole copy. */
function keepCopy(connection: DatabaseSync, path: string, copyPath: string): void {
  connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const partPath = `${copyPath}.part`;
  copyFileSync(path, partPath, constants.COPYFILE_FICLONE);
  chmodSync(partPath, 0o600);
  const file = openSync(partPath, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(partPath, copyPath);
}

/** The whole step or nothing of it: the transaction ends with the connection when it fails. */
function apply(connection: DatabaseSync, {version, sql}: Migration): void {
  connection.exec('BEGIN IMMEDIATE');
  connection.exec(sql);
  connection.exec(`PRAGMA user_version = ${version}`);
  connection.exec('COMMIT');
}
