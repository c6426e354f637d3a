/** The local side of an upload: whether a path can be sent, and whether it has changed since. */
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  read,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs';
import {open, stat} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {grouped} from '../../../shared/text/figures.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {FileSecret} from '../../core/fileSealing.ts';
import type {Bundle} from '../../../shared/bundle.ts';
import {isSameName} from '../choice.ts';
import type {BundleParts} from '../kept/record.ts';

export interface Source {
  /** Absolute. */
  path: string;
  /** Base name, cut to what the wire takes. */
  name: string;
  sizeBytes: number;
  changedAtMs: number;
  /** When anything about it changed, as the system has it: unlike the time before, no program can set it back. */
  touchedAtMs?: number;
  inode: number;
  /**
   * Where how much it is only shows by reading it: what comes out. It is copied first, because a size is told before the
   * bytes.
   */
  content?: () => AsyncIterable<Uint8Array>;
  /** Ours, made of such a content; it goes when it was sent. */
  isCopy?: true;
  /** It is sealed: what opens it. */
  sealed?: FileSecret;
  /** Of several files and folders, which are sent as one archive. */
  parts?: BundleParts;
  bundle?: Bundle;
  /** What in its folders is neither a file nor a folder, and does not go. */
  leftOut?: number;
}

/** What is sent is read through this, from any place on. */
export interface SourceReader {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{bytesRead: number}>;
  close(): Promise<void>;
  /** Everything was read: it is still the same, and nothing stands behind it. @throws file-changed */
  checkEnd?: () => Promise<void>;
}

/** The most that such a file is said to have is a page, on machines with the largest pages. */
const SYSTEM_FILE_BYTES_MAX = 64 * 1024;
const NO_WAIT = constants.O_NONBLOCK ?? 0;

const formatBytes = (bytes: number): string => `${grouped(bytes)} bytes`;

/** The error for a person; a refusal stays as it is. */
export function readFault(error: unknown, path: string): ChatError {
  if (error instanceof ChatError) return error;
  const {code} = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') {
    return new ChatError('file-missing', path);
  }
  return new ChatError('file-unreadable', path, {cause: error});
}

/** As the wire takes it. */
export const sentName = (name: string): string =>
  name.slice(-FIXED_LIMITS.fileNameLengthMax).replaceAll(/\p{Surrogate}/gu, '_');

/** A letter with a mark may be written in another form on the disk than it was typed. */
export function namedOnDisk(path: string): string {
  if (!/[^\0-\x7f]/.test(path) || statSync(path, {throwIfNoEntry: false}) !== undefined) return path;
  try {
    const found = readdirSync(dirname(path)).find(name => isSameName(name, basename(path)));
    return found === undefined ? path : join(dirname(path), found);
  } catch {
    return path;
  }
}

/** False for files of the system (`/proc`, `/sys`), which are said to be empty or a page long and are neither. */
async function saysItsSize(path: string, {size, blocks}: {size: number; blocks: number}): Promise<boolean> {
  if (size > 0 && (blocks > 0 || size > SYSTEM_FILE_BYTES_MAX)) return true;
  const handle = await open(path, constants.O_RDONLY | NO_WAIT);
  try {
    const buffer = Buffer.alloc(SYSTEM_FILE_BYTES_MAX);
    let count = 0;
    while (count <= size) {
      const {bytesRead} = await handle.read(buffer, 0, buffer.length, count);
      if (bytesRead === 0) break;
      count += bytesRead;
    }
    return count === size;
  } finally {
    await handle.close();
  }
}

/** @throws file-missing, file-is-directory, file-not-regular, file-unreadable, file-empty-name */
export async function checkSource(path: string): Promise<Source> {
  const absolute = namedOnDisk(resolve(path));
  try {
    // A named pipe would hold up `open` until somebody writes to it.
    const stats = await stat(absolute);
    if (stats.isDirectory()) throw new ChatError('file-is-directory', path);
    if (!stats.isFile()) throw new ChatError('file-not-regular', path);
    closeSync(openSync(absolute, constants.O_RDONLY | NO_WAIT));
    const name = sentName(basename(absolute));
    if (name.trim() === '') throw new ChatError('file-empty-name');
    const content = (await saysItsSize(absolute, stats)) ? {} : {content: () => createReadStream(absolute)};
    return {
      ...content,
      path: absolute,
      name,
      sizeBytes: stats.size,
      changedAtMs: stats.mtimeMs,
      inode: stats.ino,
      touchedAtMs: stats.ctimeMs,
    };
  } catch (error) {
    throw readFault(error, path);
  }
}

/** @throws file-too-large */
export function checkSize({path, sizeBytes}: Source, sizeBytesMax: number): void {
  if (sizeBytes <= sizeBytesMax) return;
  const sizes = `${path} has ${formatBytes(sizeBytes)}, the limit is ${formatBytes(sizeBytesMax)}`;
  throw new ChatError('file-too-large', sizes);
}

/** @throws file-missing, file-unreadable */
function openSource(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | NO_WAIT);
  } catch (error) {
    throw readFault(error, path);
  }
}

type Looked = Pick<Source, 'path' | 'sizeBytes' | 'changedAtMs' | 'inode' | 'touchedAtMs'>;

/** @throws file-changed */
function checkSame(fd: number, source: Looked): void {
  const stats = fstatSync(fd);
  const isSame =
    stats.isFile() &&
    stats.size === source.sizeBytes &&
    stats.mtimeMs === source.changedAtMs &&
    (source.touchedAtMs === undefined || stats.ctimeMs === source.touchedAtMs) &&
    stats.ino === source.inode;
  if (!isSame) throw new ChatError('file-changed', source.path);
}

/** Up to so many bytes are read in place, which takes less than to wake a thread for it. */
const SMALL_BYTES = 64 * 1024;
const readLater = promisify(read);

export const readFrom = async (
  fd: number,
  ...[buffer, offset, length, position]: Parameters<SourceReader['read']>
): Promise<{bytesRead: number}> =>
  length <= SMALL_BYTES
    ? {bytesRead: readSync(fd, buffer, offset, length, position)}
    : readLater(fd, buffer, offset, length, position);

/** A file that is still the one that was looked at. @throws file-changed, file-missing, file-unreadable */
export async function openSourceFile(source: Omit<Looked, 'sizeBytes'>, sizeBytes: number): Promise<SourceReader> {
  const fd = openSource(source.path);
  const check = () => checkSame(fd, {...source, sizeBytes});
  try {
    check();
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return {
    read: (buffer, offset, length, position) => readFrom(fd, buffer, offset, length, position),
    close: async () => closeSync(fd),
    // Files of the system say nothing of how much is in them, and others grow: nothing may stand behind what was sent.
    async checkEnd() {
      const {bytesRead} = await readFrom(fd, Buffer.alloc(1), 0, 1, sizeBytes);
      if (bytesRead > 0) throw new ChatError('file-changed', source.path);
      check();
    },
  };
}
