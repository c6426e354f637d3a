/**
 * Makes a backup of a data folder while its server runs: a snapshot of the database, every file that it refers to, then a
 * verification of everything.
 */
import {statfsSync} from 'node:fs';
import {chmod, link, lstat, mkdir, readdir, realpath, rename, rm, writeFile} from 'node:fs/promises';
import {join, relative, sep} from 'node:path';
import {isRunning} from '../../shared/machine/running.ts';
import {ChatError} from '../../shared/errors.ts';
import {primarySqliteCodeOf, SQLITE_FULL} from '../../shared/sqlite/sqliteCodes.ts';
import {makeFolder} from '../../shared/machine/folder.ts';
import {sizeText} from '../../shared/text/sizeText.ts';
import {copyFile, outputTrouble, syncFile, syncFolder} from './bytes.ts';
import {copyDatabase, fileStateIn, readCopy, type CopiedFile} from '../stores/sqlite/copy.ts';
import {
  DATABASE,
  FORMAT,
  hashOf,
  isSafePath,
  listBackups,
  MANIFEST,
  nameOf,
  readManifest,
  requireWhole,
  type Manifest,
  type Part,
} from './manifest.ts';

export interface BackupOptions {
  dataDir: string;
  /** Folder of backups; each backup is a subfolder. */
  folder: string;
  now: () => number;
  program: string;
  /** Number of backups to keep, including this one; absent: all. */
  keep?: number | undefined;
  /** Progress: the current step, and its completed share from 0 to 1. */
  onProgress?: (what: string, share: number) => void;
}

export interface BackupDone {
  path: string;
  bytes: number;
  files: number;
  /** Number of those files that were hard-linked from the previous backup. */
  linked: number;
  entries: number;
  missing: number;
  /** Number of files whose content differs from the hash reported by the sender; they are backed up as they are. */
  differing: number;
}

/**
 * Not backed up: files of the running process, files that can be recreated, and leftovers of killed imports, including those of
 * earlier versions.
 */
const LEFT_OUT =
  /^(?:chat\.db.*|server\.lock.*|server\.json|admin\.sock|reserve|files|chat-tui-copy-.*|backup-\w{6}|.*\.part)$/;
/** @throws backup-failed with the reason; no incomplete backup is left behind */
export async function makeBackup(options: BackupOptions): Promise<BackupDone> {
  const {dataDir, folder, now} = options;
  return told(async () => {
    await requireData(dataDir);
    makeFolder(folder);
    await requireOutside(dataDir, folder);
    await removeLeft(folder);
    const name = nameOf(now());
    const part = join(folder, `${name}.${process.pid}.part`);
    try {
      await mkdir(part, {mode: 0o700});
      const done = await fill(part, options);
      await rename(part, join(folder, name));
      await syncFolder(folder);
      await removeOld(folder, options.keep);
      return {...done, path: join(folder, name)};
    } catch (error) {
      await rm(part, {recursive: true, force: true}).catch(() => undefined);
      throw error;
    }
  });
}

/** Converts errors of SQLite and the file system into a `ChatError` with one sentence. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ChatError && error.code !== 'backup-damaged') throw error;
    const {code, message} = error as {code?: string; message?: string};
    const why = primarySqliteCodeOf(error) === SQLITE_FULL ? 'ENOSPC' : code;
    throw new ChatError('backup-failed', outputTrouble(why) ?? String(message), {cause: error});
  }
}

async function requireData(dataDir: string): Promise<void> {
  const facts = await lstat(join(dataDir, DATABASE)).catch(() => undefined);
  if (facts?.isFile() !== true)
    throw new ChatError(
      'backup-failed',
      `there is no data of a server in ${dataDir}. A backup holds everything of everybody, and so is made on ` +
        'the machine of the server, by its operator; from elsewhere: ssh HOST chat-tui admin backup - > ' +
        'backup.tar',
    );
}

/** A backup folder inside the data folder would become part of the next backup and be lost with the same disk. */
async function requireOutside(dataDir: string, folder: string): Promise<void> {
  const way = relative(await realpath(dataDir), await realpath(folder));
  if (way === '' || !(way === '..' || way.startsWith(`..${sep}`)))
    throw new ChatError(
      'backup-failed',
      `${folder} lies in the data folder; choose one elsewhere, best on another disk`,
    );
}

async function fill(part: string, options: BackupOptions): Promise<Omit<BackupDone, 'path'>> {
  const {dataDir, folder, now, program, onProgress = () => undefined} = options;
  const database = join(part, DATABASE);
  await requireSpace(folder, join(dataDir, DATABASE));
  await copyDatabase(join(dataDir, DATABASE), database, share => onProgress('database', share));
  const facts = readCopy(database);
  await chmod(database, 0o600);
  await syncFile(database);
  const parts: Record<string, Part> = {[DATABASE]: await hashOf(database)};
  await copyOthers(dataDir, part, parts);
  const before = await previous(folder);
  await mkdir(join(part, 'files'), {mode: 0o700});
  const missing: string[] = [];
  const differing: string[] = [];
  const copies = new Map<string, string>();
  let linked = 0;
  for (const [at, file] of facts.files.entries()) {
    const path = `files/${file.fileId}`;
    const from = join(dataDir, 'files', file.fileId);
    if (before !== undefined && (await linkFrom(before, file, {path, from, to: join(part, path)}))) {
      parts[path] = before.manifest.parts[path]!;
      linked++;
    } else {
      const copied = await copyOnce(from, {part, path, parts, copies});
      if (copied === undefined) {
        if (isStillWanted(join(dataDir, DATABASE), file)) missing.push(file.fileId);
      } else parts[path] = copied;
    }
    if (parts[path] !== undefined && isOther(file, parts[path])) differing.push(file.fileId);
    onProgress('files', (at + 1) / facts.files.length);
  }
  await syncFolder(join(part, 'files'));
  const manifest: Manifest = {
    format: FORMAT,
    madeAtMs: now(),
    program,
    schema: facts.schema,
    entries: facts.entries,
    parts,
    missing,
    differing,
  };
  await requireWhole(part, notLinked(manifest, before), at => onProgress('check', at / Object.keys(parts).length));
  const text = join(part, MANIFEST);
  await writeFile(text, `${JSON.stringify(manifest, undefined, 1)}\n`, {mode: 0o600});
  await syncFile(text);
  await syncFolder(part);
  const bytes = Object.values(parts).reduce((sum, one) => sum + one.bytes, 0);
  const files = facts.files.length - missing.length;
  return {bytes, files, linked, entries: facts.entries, missing: missing.length, differing: differing.length};
}

/** Linked files were verified when they were copied; a restore verifies everything again. */
const notLinked = (manifest: Manifest, before: Previous | undefined): Manifest => ({
  ...manifest,
  parts: Object.fromEntries(
    Object.entries(manifest.parts).filter(([path, one]) => before?.manifest.parts[path] !== one),
  ),
});

/**
 * Whether a complete file has another hash than its sender reported. The sender may have reported a wrong one, or the disk has
 * damaged the file.
 */
const isOther = ({sha256, state}: CopiedFile, copied: Part): boolean =>
  state === 'complete' && sha256 !== undefined && sha256 !== copied.sha256;

function isStillWanted(database: string, {fileId, state}: CopiedFile): boolean {
  if (state === 'uploading') return false;
  const now = fileStateIn(database, fileId);
  return now !== undefined && now !== 'cancelled';
}

async function requireSpace(folder: string, database: string): Promise<void> {
  const {bavail, bsize} = statfsSync(folder);
  const {size} = await lstat(database);
  if (bavail * bsize < size)
    throw new ChatError(
      'backup-failed',
      `the database has ${sizeText(size)}, and ${folder} has room for ${sizeText(bavail * bsize)}`,
    );
}

/** Copies all small files besides the database: the server's identity, its codes, its certificates. */
async function copyOthers(dataDir: string, part: string, parts: Record<string, Part>, inner = ''): Promise<void> {
  for (const entry of await readdir(join(dataDir, inner), {withFileTypes: true})) {
    const path = inner === '' ? entry.name : `${inner}/${entry.name}`;
    if ((inner === '' && LEFT_OUT.test(entry.name)) || !isSafePath(path)) continue;
    if (entry.isDirectory()) {
      await mkdir(join(part, path), {mode: 0o700});
      await copyOthers(dataDir, part, parts, path);
    } else if (entry.isFile()) {
      const copied = await copyFile(join(dataDir, path), join(part, path));
      if (copied !== undefined) parts[path] = copied;
    }
  }
}

interface Previous {
  path: string;
  manifest: Manifest;
}

async function previous(folder: string): Promise<Previous | undefined> {
  for (const name of (await listBackups(folder)).toReversed()) {
    const path = join(folder, name);
    const manifest = await readManifest(path).catch(() => undefined);
    if (manifest !== undefined) return {path, manifest};
  }
  return undefined;
}

/**
 * Hard-links the file from the previous backup if the file system allows it, as complete files never change. A file whose hash
 * differs from the reported one is read again instead.
 */
async function linkFrom(
  {path: folder, manifest}: Previous,
  file: CopiedFile,
  {path, from, to}: {path: string; from: string; to: string},
): Promise<boolean> {
  const before = manifest.parts[path];
  if (file.state !== 'complete' || file.sha256 === undefined || before === undefined) return false;
  if (isOther(file, before) && (await hashOf(from).catch(() => undefined))?.sha256 !== before.sha256) return false;
  const facts = await lstat(join(folder, path)).catch(() => undefined);
  if (facts?.isFile() !== true || facts.size !== before.bytes) return false;
  return isLinked(join(folder, path), to);
}

const isLinked = (from: string, to: string): Promise<boolean> =>
  link(from, to).then(
    () => true,
    () => false,
  );

interface Copying {
  part: string;
  path: string;
  parts: Readonly<Record<string, Part>>;
  /** Path in the backup by inode, for content that several files share. */
  copies: Map<string, string>;
}

/** Copies shared content only once and links the other files to it. */
async function copyOnce(from: string, {part, path, parts, copies}: Copying): Promise<Part | undefined> {
  const bytes = await sharedBytes(from);
  const twin = bytes === undefined ? undefined : copies.get(bytes);
  if (twin !== undefined && (await isLinked(join(part, twin), join(part, path)))) return parts[twin];
  const copied = await copyFile(from, join(part, path));
  if (bytes !== undefined && copied !== undefined) copies.set(bytes, path);
  return copied;
}

/** Key of the inode if several files share it. */
async function sharedBytes(path: string): Promise<string | undefined> {
  const facts = await lstat(path).catch(() => undefined);
  return facts === undefined || facts.nlink < 2 ? undefined : `${facts.dev}:${facts.ino}`;
}

/** Removes leftovers of killed backups. */
async function removeLeft(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^\d{4}-[\dTZ.-]+\.(\d+)\.part$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, name), {recursive: true, force: true});
  }
}

async function removeOld(folder: string, keep: number | undefined): Promise<void> {
  if (keep === undefined) return;
  const names = await listBackups(folder);
  for (const name of names.slice(0, Math.max(0, names.length - Math.max(1, keep))))
    await rm(join(folder, name), {recursive: true, force: true});
}
