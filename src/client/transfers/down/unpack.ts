/**
 * Unpacks a downloaded archive into a folder of its own, which gets its name last. Links are not followed, nothing is
 * overwritten or made executable, names are sanitized, and only files and folders are extracted.
 */
import {
  close as closeLater,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  write,
  writeSync,
} from 'node:fs';
import type {FileHandle} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {archiveNameOf, BUNDLE_ITEMS_MAX} from '../../../shared/bundle.ts';
import {shortOf} from '../../../shared/entries/entryId.ts';
import {ChatError} from '../../../shared/errors.ts';
import {entriesOf, readAhead, type FoundEntry, type Readable} from '../bytes/tar.ts';
import {turns} from '../../../shared/bounds/turns.ts';
import {isSameName} from '../choice.ts';
import {numberedName, safeName} from '../safeName.ts';

const DEPTH_MAX = 64;
const NUMBER_MAX = 9_999;
const PIECE_BYTES = 512 * 1024;
/** Files up to this size are written synchronously, because a thread switch would take longer. */
const SMALL_BYTES = 64 * 1024;
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** Folder in which the archive is unpacked until it is complete. */
export const stagingOf = ({folder, title, transferId}: Pick<Unpacking, 'folder' | 'title' | 'transferId'>): string =>
  join(folder, `${safeName(title)}.${shortOf(transferId)}.parts`);

export interface Unpacking {
  archive: FileHandle;
  sizeBytes: number;
  /** Target folder, without symbolic links. */
  folder: string;
  transferId: string;
  /** Name of the result if it has several items; text from others. */
  title: string;
  /** Names of the items in the archive to extract; absent: all. */
  only?: readonly string[] | undefined;
  signal: AbortSignal;
  /** Called before the result gets its final name. */
  onTry: (path: string, inode: number) => Promise<void>;
}

const unwritable = (path: string, error: unknown): ChatError =>
  error instanceof ChatError ? error : new ChatError('file-unwritable', path, {cause: error});

/** @returns the path of the result. @throws bad-answer for an invalid archive, file-unwritable */
export async function unpack(options: Unpacking): Promise<string> {
  const staging = stagingOf(options);
  try {
    rmSync(staging, {recursive: true, force: true});
    mkdirSync(staging, {mode: 0o700});
  } catch (error) {
    throw unwritable(staging, error);
  }
  try {
    await fill(staging, options);
    return await place(staging, options);
  } catch (error) {
    rmSync(staging, {recursive: true, force: true});
    throw unwritable(staging, error);
  }
}

const isWanted = (name: string, only: readonly string[] | undefined): boolean =>
  only === undefined ||
  only.some(one => {
    const wanted = one.normalize('NFC').replace(/\/+$/, '');
    const here = name.normalize('NFC');
    return here === wanted || here.startsWith(`${wanted}/`);
  });

async function fill(staging: string, {archive: file, sizeBytes, only, signal}: Unpacking): Promise<void> {
  const {ino} = lstatSync(staging);
  const archive = readAhead(file, PIECE_BYTES);
  const makeName = openNames();
  /** By path in the archive: path of the created folder. */
  const made = new Map<string, string>([['', staging]]);
  const folderOf = (parts: readonly string[]): string => {
    const name = parts.join('/');
    const known = made.get(name);
    if (known !== undefined) return known;
    const above = folderOf(parts.slice(0, -1));
    const path = makeName(above, parts.at(-1) ?? '', free => mkdirSync(free, {mode: 0o700}));
    made.set(name, path);
    return path;
  };
  let count = 0;
  const yielding = turns();
  for await (const entry of entriesOf(archive, sizeBytes)) {
    await yielding();
    signal.throwIfAborted();
    if (++count > BUNDLE_ITEMS_MAX) throw new ChatError('bad-answer', 'an archive');
    // The staging folder was replaced by somebody else.
    if (lstatSync(staging).ino !== ino) throw new ChatError('file-unwritable', staging);
    const parts = entry.name.split('/').filter(part => part !== '' && part !== '.');
    if (parts.length > DEPTH_MAX) throw new ChatError('bad-answer', 'an archive');
    if (entry.kind === 'other' || parts.length === 0 || !isWanted(parts.join('/'), only)) continue;
    if (entry.kind === 'folder') folderOf(parts);
    else await take(archive, entry, {makeName, above: folderOf(parts.slice(0, -1)), name: parts.at(-1) ?? '', signal});
  }
  if (made.size === 1 && readdirSync(staging).length === 0)
    throw new ChatError('file-not-found', only?.join(', ') ?? '');
}

type MakeName = (above: string, name: string, make: (path: string) => void) => string;

/**
 * Creates items under their safe name, or the first free one with a number; remembers the next number, so that each item
 * takes constant time.
 */
function openNames(): MakeName {
  const nextByName = new Map<string, number>();
  return (above, name, make) => {
    const safe = safeName(name);
    const key = join(above, safe).toLowerCase();
    for (let number = nextByName.get(key) ?? 0; number <= BUNDLE_ITEMS_MAX; number++) {
      const path = join(above, numberedName(safe, number));
      try {
        make(path);
        nextByName.set(key, number + 1);
        return path;
      } catch (error) {
        const {code} = error as NodeJS.ErrnoException;
        // Too long a path is a fault of the archive, like too deep folders: the download stays an archive.
        if (code === 'ENAMETOOLONG') throw new ChatError('bad-answer', 'an archive', {cause: error});
        if (code !== 'EEXIST') throw unwritable(path, error);
      }
    }
    throw new ChatError('file-unwritable', above);
  };
}

interface Place {
  makeName: MakeName;
  above: string;
  name: string;
  signal: AbortSignal;
}

const writeSoon = promisify(write);
const closeSoon = promisify(closeLater);

async function take(archive: Readable, entry: FoundEntry, {makeName, above, name, signal}: Place): Promise<void> {
  let fd = -1;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW;
  const path = makeName(above, name, free => (fd = openSync(free, flags, 0o600)));
  const isSmall = entry.sizeBytes <= SMALL_BYTES;
  try {
    const buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, entry.sizeBytes));
    for (let done = 0; done < entry.sizeBytes;) {
      signal.throwIfAborted();
      const wanted = Math.min(buffer.length, entry.sizeBytes - done);
      const {bytesRead} = await archive.read(buffer, 0, wanted, entry.at + done);
      if (bytesRead === 0) throw new ChatError('bad-answer', 'an archive');
      for (let written = 0; written < bytesRead;)
        written += isSmall
          ? writeSync(fd, buffer, written, bytesRead - written)
          : (await writeSoon(fd, buffer, written, bytesRead - written)).bytesWritten;
      done += bytesRead;
    }
  } catch (error) {
    throw unwritable(path, error);
  } finally {
    if (isSmall) closeSync(fd);
    else await closeSoon(fd);
  }
}

/** Moves the result to its final place; a single item gets no folder around it. */
async function place(staging: string, {folder, title, only: asked, onTry}: Unpacking): Promise<string> {
  const tops = readdirSync(staging, {withFileTypes: true});
  const [only] = tops;
  const isAlone = tops.length === 1 && only !== undefined;
  const from = isAlone ? join(staging, only.name) : staging;
  const isFolder = !isAlone || only.isDirectory();
  const {ino} = lstatSync(from);
  const isRenamed =
    isFolder && asked === undefined && !isSameName(archiveNameOf(only?.name ?? ''), archiveNameOf(title));
  const safe = safeName(isAlone && !isRenamed ? only.name : title);
  for (let number = 0; number <= NUMBER_MAX; number++) {
    const path = join(folder, numberedName(safe, number));
    if (lstatSync(path, {throwIfNoEntry: false}) !== undefined) continue;
    await onTry(path, ino);
    try {
      // An empty item reserves the name first, so that the rename only replaces what was created here.
      if (isFolder) mkdirSync(path, {mode: 0o700});
      else closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 0o600));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw unwritable(path, error);
    }
    if (isFolder && process.platform === 'win32') rmdirSync(path);
    renameSync(from, path);
    if (isAlone) rmSync(staging, {recursive: true, force: true});
    return path;
  }
  throw new ChatError('file-unwritable', join(folder, safe));
}

/** Whether an earlier run gave the result its name and was stopped right afterwards. */
export const wasUnpacked = (path: string, inode: number): boolean =>
  lstatSync(path, {throwIfNoEntry: false})?.ino === inode;
