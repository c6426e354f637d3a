/** Restores a backup into an empty data folder; the database is moved in last, after everything was verified. */
import {constants, existsSync} from 'node:fs';
import {copyFile, lstat, mkdir, open, readdir, rename, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import {makeFolder} from '../../shared/machine/folder.ts';
import {knownSchema, readCopy} from '../stores/sqlite/copy.ts';
import {DATABASE, listBackups, MANIFEST, readManifest, requireWhole, type Manifest} from './manifest.ts';
import {outputTrouble, syncFolder} from './bytes.ts';

export interface RestoreOptions {
  /** A backup, or a folder of backups, from which the newest is taken. */
  from: string;
  dataDir: string;
  onProgress?: (what: string, share: number) => void;
}

export interface RestoredBackup {
  from: string;
  dataDir: string;
  madeAtMs: number;
  entries: number;
  files: number;
}

/** Staging folder; existing content is from an interrupted restore. */
const PART = 'restore.part';

/** @throws backup-damaged, restore-failed; in that case the data folder is unchanged */
export async function restoreBackup(options: RestoreOptions): Promise<RestoredBackup> {
  const {dataDir, onProgress = () => undefined} = options;
  const from = await newestIn(options.from);
  const manifest = await readManifest(from);
  requireKnownSchema(manifest);
  const total = Object.keys(manifest.parts).length;
  await requireWhole(from, manifest, done => onProgress('check', done / total));
  requireSound(join(from, DATABASE));
  await requireEmpty(dataDir, manifest);
  const part = join(dataDir, PART);
  const made = firstMissing(dataDir);
  try {
    makeFolder(dataDir);
    await mkdir(part, {mode: 0o700});
    await copyAll(from, part, manifest, onProgress);
    await requireWhole(part, manifest);
  } catch (error) {
    await rm(made ?? part, {recursive: true, force: true}).catch(() => undefined);
    if (error instanceof ChatError) throw error;
    const {code, message} = error as NodeJS.ErrnoException;
    throw new ChatError('restore-failed', outputTrouble(code) ?? message, {cause: error});
  }
  await moveUp(part, dataDir);
  const files = Object.keys(manifest.parts).filter(path => path.startsWith('files/')).length;
  return {from, dataDir, madeAtMs: manifest.madeAtMs, entries: manifest.entries, files};
}

/** Verifies all of a backup and returns its manifest. @throws backup-damaged */
export async function verifyBackup(given: string): Promise<{path: string; manifest: Manifest}> {
  const path = await newestIn(given);
  const manifest = await readManifest(path);
  await requireWhole(path, manifest);
  requireSound(join(path, DATABASE));
  return {path, manifest};
}

async function newestIn(from: string): Promise<string> {
  const isOne = await lstat(join(from, MANIFEST)).then(
    () => true,
    () => false,
  );
  if (isOne) return from;
  const name = (await listBackups(from)).at(-1);
  if (name === undefined) throw new ChatError('backup-damaged', `there is none in ${from}`);
  return join(from, name);
}

function requireKnownSchema({schema, program}: Manifest): void {
  if (schema > knownSchema())
    throw new ChatError(
      'restore-failed',
      `the backup was made by a newer chat-tui (${program}); update this one first`,
    );
}

function requireSound(database: string): void {
  try {
    readCopy(database);
  } catch (error) {
    throw new ChatError('backup-damaged', (error as Error).message, {cause: error});
  }
}

/** Fails if the folder contains data, which is never overwritten; removes only the remains of an interrupted restore. */
async function requireEmpty(dataDir: string, manifest: Manifest): Promise<void> {
  const names = await readdir(dataDir).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new ChatError('restore-failed', `${dataDir} cannot be read`, {cause: error});
  });
  const others = names.filter(name => name !== PART);
  if (others.length > 0 && !wereMovedUp(others, dataDir, manifest))
    throw new ChatError(
      'restore-failed',
      `${dataDir} is not empty; stop its server and move the folder aside, or name another one with --data`,
    );
  // The staging folder is removed last, because the database in it identifies the rest.
  for (const name of [...others, PART])
    await rm(join(dataDir, name), {recursive: true, force: true}).catch(() => undefined);
}

/**
 * Whether these names were moved in by an interrupted restore of this backup; in that case the database is still in the staging
 * folder.
 */
function wereMovedUp(names: readonly string[], dataDir: string, {parts}: Manifest): boolean {
  const known = new Set(['files', ...Object.keys(parts).map(path => path.split('/')[0])]);
  known.delete(DATABASE);
  return existsSync(join(dataDir, PART, DATABASE)) && names.every(name => known.has(name));
}

/** The topmost missing folder of a path, to be removed again if the restore fails. */
function firstMissing(path: string): string | undefined {
  if (existsSync(path)) return undefined;
  const above = dirname(path);
  return (above === path ? undefined : firstMissing(above)) ?? path;
}

async function copyAll(
  from: string,
  part: string,
  {parts}: Manifest,
  onProgress: (what: string, share: number) => void,
): Promise<void> {
  const paths = Object.keys(parts);
  for (const [at, path] of paths.entries()) {
    makeFolder(dirname(join(part, path)));
    // Uses copy-on-write clones if the file system supports them.
    await copyFile(join(from, path), join(part, path), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const file = await open(join(part, path), 'r+');
    await file
      .chmod(0o600)
      .then(() => file.sync())
      .finally(() => file.close());
    onProgress('copy', (at + 1) / paths.length);
  }
  makeFolder(join(part, 'files'));
}

/**
 * Moves the restored files into place, the database last: without it the folder is not a data folder, and the restore can be
 * repeated.
 */
async function moveUp(part: string, dataDir: string): Promise<void> {
  const names = (await readdir(part)).filter(name => name !== DATABASE);
  for (const name of names) await rename(join(part, name), join(dataDir, name));
  await rename(join(part, DATABASE), join(dataDir, DATABASE));
  await rm(part, {recursive: true, force: true});
  await syncFolder(dataDir);
}
