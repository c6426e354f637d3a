/** A backup as a stream: writes it as a tar archive, for a pipe to another machine, and unpacks such a stream into a folder. */
import {createReadStream, createWriteStream, mkdtempSync, rmSync} from 'node:fs';
import {lstat, readdir, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {extract, pack} from 'tar-stream';
import {ChatError} from '../../shared/errors.ts';
import {makeFolder} from '../../shared/machine/folder.ts';
import {isRunning} from '../../shared/machine/running.ts';
import {outputTrouble} from './bytes.ts';
import {isSafePath, MANIFEST, readManifest} from './manifest.ts';

/**
 * Writes a backup folder as an archive. The manifest comes last, so a truncated stream is not a valid backup. @throws
 * backup-failed
 */
export async function packBackup(folder: string, to: NodeJS.WritableStream): Promise<void> {
  const {parts} = await readManifest(folder);
  const archive = pack();
  const written = pipeline(archive, to, {end: false});
  const fill = async () => {
    for (const path of [...Object.keys(parts), MANIFEST]) {
      const {size} = await lstat(join(folder, path));
      await pipeline(createReadStream(join(folder, path)), archive.entry({name: path, size, mode: 0o600}));
    }
    archive.finalize();
  };
  try {
    await Promise.all([fill(), written]);
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    throw new ChatError('backup-failed', outputTrouble(code) ?? message, {cause: error});
  }
}

/** @throws backup-damaged for anything that is not such an archive, or contains paths that lead outside */
export async function unpackBackup(from: NodeJS.ReadableStream, folder: string): Promise<void> {
  const archive = extract();
  const take = async () => {
    const seen = new Set<string>();
    for await (const entry of archive) {
      const {name, type} = entry.header;
      if (type !== 'file' || !isSafePath(name) || seen.has(name))
        throw new ChatError('backup-damaged', 'the archive has an entry that is none of a backup');
      seen.add(name);
      makeFolder(dirname(join(folder, name)));
      await pipeline(entry, createWriteStream(join(folder, name), {flags: 'wx', mode: 0o600}));
    }
    if (!seen.has(MANIFEST)) throw new ChatError('backup-damaged', 'the archive was cut, or is none');
  };
  try {
    await Promise.all([pipeline(from, archive), take()]);
  } catch (error) {
    if (error instanceof ChatError) throw error;
    const {code, message} = error as NodeJS.ErrnoException;
    const why = outputTrouble(code);
    if (why !== undefined) throw new ChatError('restore-failed', why, {cause: error});
    throw new ChatError('backup-damaged', message, {cause: error});
  }
}

/** Name of a temporary folder: the process id and six random characters. Only folders with such a name are removed. */
const FOLDER = /^chat-tui-copy-(\d{1,10})-[A-Za-z0-9]{6}$/;

/**
 * Runs `use` with a temporary folder, which is removed afterwards in any case.
 * @param onEnd registers synchronous work for the case that the process ends earlier; returns a function that unregisters it
 */
export async function withFolder<T>(
  above: string,
  onEnd: (remove: () => void) => () => void,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  makeFolder(above);
  await removeLeft(above);
  const folder = mkdtempSync(join(above, `chat-tui-copy-${process.pid}-`));
  const takeBack = onEnd(() => rmSync(folder, {recursive: true, force: true, maxRetries: 3}));
  try {
    return await use(folder);
  } finally {
    await rm(folder, {recursive: true, force: true});
    takeBack();
  }
}

/**
 * Removes temporary folders of killed processes of the same user; in a shared folder, other users can create folders of such
 * names.
 */
async function removeLeft(above: string): Promise<void> {
  for (const name of await readdir(above).catch(() => [])) {
    const pid = FOLDER.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const facts = await lstat(join(above, name)).catch(() => undefined);
    if (facts?.isDirectory() !== true || (process.getuid !== undefined && facts.uid !== process.getuid())) continue;
    await rm(join(above, name), {recursive: true, force: true}).catch(() => undefined);
  }
}
