/** The local side of an upload: whether a path can be sent, and whether it is still the same file later. */
import {closeSync, constants, fstatSync, openSync} from 'node:fs';
import {open, stat, type FileHandle} from 'node:fs/promises';
import {basename, resolve} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';

export interface Source {
  /** Absolute. */
  path: string;
  /** Base name, cut to what the wire takes. */
  name: string;
  sizeBytes: number;
  changedAtMs: number;
  inode: number;
}

const NO_WAIT = constants.O_NONBLOCK ?? 0;

const formatBytes = (bytes: number): string => `${bytes.toLocaleString('en-US')} bytes`;

function refusalOf(error: unknown, path: string): ChatError {
  const {code} = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') {
    return new ChatError('file-missing', path);
  }
  return new ChatError('file-unreadable', path, {cause: error});
}

/** @throws file-missing, file-is-directory, file-not-regular, file-unreadable, file-empty-name */
export async function checkSource(path: string): Promise<Source> {
  const absolute = resolve(path);
  try {
    // A named pipe would hold up `open` until somebody writes to it.
    const stats = await stat(absolute);
    if (stats.isDirectory()) throw new ChatError('file-is-directory', path);
    if (!stats.isFile()) throw new ChatError('file-not-regular', path);
    closeSync(openSync(absolute, constants.O_RDONLY | NO_WAIT));
    const name = basename(absolute)
      .slice(-FIXED_LIMITS.fileNameLengthMax)
      .replaceAll(/\p{Surrogate}/gu, '_');
    if (name.trim() === '') throw new ChatError('file-empty-name');
    return {path: absolute, name, sizeBytes: stats.size, changedAtMs: stats.mtimeMs, inode: stats.ino};
  } catch (error) {
    throw error instanceof ChatError ? error : refusalOf(error, path);
  }
}

/** @throws file-too-large */
export function checkSize({path, sizeBytes}: Source, sizeBytesMax: number): void {
  if (sizeBytes <= sizeBytesMax) return;
  const sizes = `${path} has ${formatBytes(sizeBytes)}, the limit is ${formatBytes(sizeBytesMax)}`;
  throw new ChatError('file-too-large', sizes);
}

/** @throws file-missing, file-unreadable */
export async function openSource(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | NO_WAIT);
  } catch (error) {
    throw refusalOf(error, path);
  }
}

/** @throws file-changed */
export function checkSame(
  handle: FileHandle,
  source: Pick<Source, 'path' | 'sizeBytes' | 'changedAtMs' | 'inode'>,
): void {
  const stats = fstatSync(handle.fd);
  const isSame =
    stats.isFile() &&
    stats.size === source.sizeBytes &&
    stats.mtimeMs === source.changedAtMs &&
    stats.ino === source.inode;
  if (!isSame) throw new ChatError('file-changed', source.path);
}
