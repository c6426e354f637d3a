/** The local side of an upload: whether a path can be sent, and whether it has changed since it was checked. */
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
  /** Absolute path. */
  path: string;
  /** Base name, cut to the maximum length on the wire. */
  name: string;
  sizeBytes: number;
  changedAtMs: number;
  /**
   * Time of the last change of the file or its metadata (ctime), which programs cannot set back, unlike the modification
   * time.
   */
  touchedAtMs?: number;
  inode: number;
  /**
   * Set when the size is only known after reading: yields the content. It is copied first, because the offer needs the size.
   */
  content?: () => AsyncIterable<Uint8Array>;
  /** True for a copy made by this program, which is removed after sending. */
  isCopy?: true;
  /** Set for an encrypted copy: the key of the file. */
  sealed?: FileSecret;
  /** Set for several files and folders, which are sent as one archive. */
  parts?: BundleParts;
  bundle?: Bundle;
  /** Number of items in folders that are neither files nor folders, and are not sent. */
  leftOut?: number;
}

/** Reads the bytes to send, at any position. */
export interface SourceReader {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{bytesRead: number}>;
  close(): Promise<void>;
  /** Called after the last byte: checks that the file is unchanged and has no more bytes. @throws file-changed */
  checkEnd?: () => Promise<void>;
}

/** Files of `/proc` and `/sys` claim at most one memory page as their size; this is the largest page size in bytes. */
const SYSTEM_FILE_BYTES_MAX = 64 * 1024;
const NO_WAIT = constants.O_NONBLOCK ?? 0;

const formatBytes = (bytes: number): string => `${grouped(bytes)} bytes`;

/** Converts a file error to one for the person; a `ChatError` stays as it is. */
export function readFault(error: unknown, path: string): ChatError {
  if (error instanceof ChatError) return error;
  const {code} = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') {
    return new ChatError('file-missing', path);
  }
  return new ChatError('file-unreadable', path, {cause: error});
}

/** The file name as it is sent. */
export const sentName = (name: string): string =>
  name.slice(-FIXED_LIMITS.fileNameLengthMax).replaceAll(/\p{Surrogate}/gu, '_');

/** The path as stored on disk, which may encode accented letters in another Unicode form than the typed one. */
export function namedOnDisk(path: string): string {
  if (!/[^\0-\x7f]/.test(path) || statSync(path, {throwIfNoEntry: false}) !== undefined) return path;
  try {
    const found = readdirSync(dirname(path)).find(name => isSameName(name, basename(path)));
    return found === undefined ? path : join(dirname(path), found);
  } catch {
    return path;
  }
}

/** Whether the reported size can be trusted: system files (`/proc`, `/sys`) report 0 or one page, whatever they contain. */
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
    // `stat` first: opening a named pipe would block until something is written to it.
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

/** Reads up to this size are synchronous, because a thread switch would take longer. */
const SMALL_BYTES = 64 * 1024;
const readLater = promisify(read);

export const readFrom = async (
  fd: number,
  ...[buffer, offset, length, position]: Parameters<SourceReader['read']>
): Promise<{bytesRead: number}> =>
  length <= SMALL_BYTES
    ? {bytesRead: readSync(fd, buffer, offset, length, position)}
    : readLater(fd, buffer, offset, length, position);

/** Opens a file that must be unchanged since it was checked. @throws file-changed, file-missing, file-unreadable */
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
    // System files do not report their size, and others grow: there must be no byte after the sent ones.
    async checkEnd() {
      const {bytesRead} = await readFrom(fd, Buffer.alloc(1), 0, 1, sizeBytes);
      if (bytesRead > 0) throw new ChatError('file-changed', source.path);
      check();
    },
  };
}
