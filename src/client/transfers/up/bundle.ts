/** Several files and folders as one source: a virtual archive that can be read at any position and is never written to disk. */
import {accessSync, closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats} from 'node:fs';
import {opendir} from 'node:fs/promises';
import {basename, join, resolve} from 'node:path';
import {BUNDLE_ITEMS_MAX, BUNDLE_NAMES_MAX, type Bundle, archiveNameOf} from '../../../shared/bundle.ts';
import {grouped} from '../../../shared/text/figures.ts';
import {ChatError} from '../../../shared/errors.ts';
import {numberedName} from '../safeName.ts';
import {contentsOf, END_BYTES, headerOf, paddedBytes} from '../bytes/tar.ts';
import {namedOnDisk, openSourceFile, readFault, readFrom, sentName, type SourceReader, type Source} from './source.ts';
import type {BundleItem, BundleParts} from '../kept/record.ts';

/** Maximum bytes of a path: no system opens a longer one. */
const PATH_BYTES_MAX = 4_000;

/**
 * @param title name of the bundle; absent: derived from its first part.
 * @throws file-missing, file-unreadable, files-too-many, file-not-regular
 */
export async function checkBundle(paths: readonly string[], title?: string): Promise<Source> {
  const absolute = paths.map(path => namedOnDisk(resolve(path)));
  const items: BundleItem[] = [];
  const tops: string[] = [];
  let leftOut = 0;
  for (const path of absolute) {
    const name = freeName(basename(path) || 'files', tops);
    tops.push(name);
    leftOut += await add(items, path, name);
  }
  const files = items.filter(item => !item.name.endsWith('/'));
  const bundle: Bundle = {
    files: files.length,
    names: items
      .filter(({name}) => !name.slice(0, -1).includes('/'))
      .slice(0, BUNDLE_NAMES_MAX)
      .map(({name}) => sentName(name)),
  };
  const more = tops.length - 1;
  const called = title ?? (more === 0 ? (tops[0] ?? '') : `${tops[0] ?? ''} and ${more} more`);
  if (called.trim() === '') throw new ChatError('file-empty-name');
  const {sizeBytes} = layoutOf(items);
  return {
    path: absolute[0] ?? '',
    name: sentName(archiveNameOf(called)),
    sizeBytes,
    changedAtMs: 0,
    inode: 0,
    parts: {paths: absolute, items},
    bundle,
    leftOut,
  };
}

function freeName(name: string, taken: readonly string[]): string {
  for (let number = 0; ; number++) {
    const one = numberedName(name, number);
    if (!taken.includes(one)) return one;
  }
}

function itemOf(path: string, name: string, {size, mtimeMs, ctimeMs, ino}: Stats): BundleItem {
  const sizeBytes = name.endsWith('/') ? 0 : size;
  return {name, path, sizeBytes, changedAtMs: mtimeMs, touchedAtMs: ctimeMs, inode: ino};
}

/**
 * Adds a file or a folder with its contents.
 * @returns how many items were left out because they are neither files nor folders
 */
async function add(items: BundleItem[], path: string, name: string): Promise<number> {
  try {
    // A path that the person names may be a symbolic link; links inside folders are not followed.
    const stats = statSync(path);
    if (stats.isFile()) return addFile(items, path, name);
    if (!stats.isDirectory()) throw new ChatError('file-not-regular', path);
  } catch (error) {
    throw readFault(error, path);
  }
  let leftOut = 0;
  const folders: [path: string, name: string][] = [[path, name]];
  for (let next = folders.pop(); next; next = folders.pop()) {
    const [folder, folderName] = next;
    try {
      push(items, itemOf(folder, `${folderName}/`, statSync(folder)));
      for await (const entry of await opendir(folder, {bufferSize: 256})) {
        const [inside, insideName] = [join(folder, entry.name), `${folderName}/${entry.name}`];
        if (entry.isDirectory()) folders.push([inside, insideName]);
        else if (entry.isFile()) addFile(items, inside, insideName);
        else leftOut++;
      }
    } catch (error) {
      throw readFault(error, folder);
    }
  }
  return leftOut;
}

function addFile(items: BundleItem[], path: string, name: string): 0 {
  try {
    accessSync(path, constants.R_OK);
    push(items, itemOf(path, name, statSync(path)));
    return 0;
  } catch (error) {
    throw readFault(error, path);
  }
}

function push(items: BundleItem[], item: BundleItem): void {
  if (items.length === BUNDLE_ITEMS_MAX || Buffer.byteLength(item.name) > PATH_BYTES_MAX)
    throw new ChatError('files-too-many', grouped(BUNDLE_ITEMS_MAX));
  items.push(item);
}

interface Layout {
  /** Position of each item's header in the archive. */
  starts: Float64Array;
  contents: Buffer;
  sizeBytes: number;
}

function layoutOf(items: readonly BundleItem[]): Layout {
  const contents = contentsOf(items);
  const starts = new Float64Array(items.length + 1);
  let at = contents.length;
  for (const [index, item] of items.entries()) {
    starts[index] = at;
    at += headerOf(item).length + paddedBytes(item.sizeBytes);
  }
  starts[items.length] = at;
  return {starts, contents, sizeBytes: at + END_BYTES};
}

/**
 * Reads the archive as if it were one file. Each item must be unchanged since the offer.
 * @throws file-changed, file-unreadable, file-missing
 */
export function openBundle({items}: BundleParts): SourceReader {
  const {starts, contents, sizeBytes} = layoutOf(items);
  let opened: {index: number; fd: number} | undefined;
  const close = (): void => {
    if (opened === undefined) return;
    const {fd} = opened;
    opened = undefined;
    closeSync(fd);
  };
  const fdOf = (index: number, item: BundleItem): number => {
    if (opened?.index === index) return opened.fd;
    close();
    try {
      const fd = openSync(item.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      opened = {index, fd};
      return fd;
    } catch (error) {
      throw readFault(error, item.path);
    }
  };
  const check = (fd: number, item: BundleItem): void => {
    const {size, mtimeMs, ctimeMs, ino} = fstatSync(fd);
    const isSame =
      size === item.sizeBytes && mtimeMs === item.changedAtMs && ctimeMs === item.touchedAtMs && ino === item.inode;
    if (!isSame) throw new ChatError('file-changed', item.path);
  };
  /** Reads bytes of one item; checks it before its first and after its last byte. */
  const readFile = async (index: number, target: Buffer, at: number): Promise<void> => {
    const item = items[index];
    if (item === undefined) return;
    const fd = fdOf(index, item);
    check(fd, item);
    try {
      if ((await readInto(fd, target, at)) < target.length) throw new ChatError('file-changed', item.path);
      const isEnd = at + target.length === item.sizeBytes;
      if (isEnd && readSync(fd, Buffer.alloc(1), 0, 1, item.sizeBytes) > 0)
        throw new ChatError('file-changed', item.path);
    } catch (error) {
      throw readFault(error, item.path);
    }
    check(fd, item);
  };
  /** Index of the item that contains this position of the archive. */
  const indexAt = (position: number): number => {
    let [low, high] = [0, items.length];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  /** Fills the buffer from a position, up to the end of a header, file or padding. @returns the number of bytes */
  const fill = async (target: Buffer, position: number): Promise<number> => {
    if (position < contents.length) return contents.copy(target, 0, position);
    const index = indexAt(position);
    const item = items[index];
    if (item === undefined) return zeros(target, sizeBytes - position);
    const header = headerOf(item);
    const at = position - (starts[index] ?? 0);
    if (at < header.length) {
      // An empty file is checked too, because it may have grown.
      if (item.sizeBytes === 0 && !item.name.endsWith('/')) await readFile(index, Buffer.alloc(0), 0);
      return header.copy(target, 0, at);
    }
    const inFile = at - header.length;
    if (inFile >= item.sizeBytes) return zeros(target, paddedBytes(item.sizeBytes) - inFile);
    const bytes = Math.min(target.length, item.sizeBytes - inFile);
    await readFile(index, target.subarray(0, bytes), inFile);
    return bytes;
  };
  return {
    async read(buffer, offset, length, position) {
      const wanted = Math.min(length, sizeBytes - position);
      let done = 0;
      while (done < wanted) done += await fill(buffer.subarray(offset + done, offset + wanted), position + done);
      return {bytesRead: Math.max(0, done)};
    },
    close() {
      close();
      return Promise.resolve();
    },
  };
}

async function readInto(fd: number, target: Buffer, at: number): Promise<number> {
  let done = 0;
  while (done < target.length) {
    const {bytesRead} = await readFrom(fd, target, done, target.length - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

/**
 * Yields all bytes of a source, which must be unchanged since it was checked.
 * @throws file-changed, file-unreadable, file-missing
 */
export async function* bytesOf({parts, ...file}: Source): AsyncGenerator<Uint8Array> {
  const {path, sizeBytes} = file;
  const reader = parts === undefined ? await openSourceFile(file, sizeBytes) : openBundle(parts);
  try {
    for (let at = 0; at < sizeBytes;) {
      const buffer = Buffer.alloc(Math.min(PIECE_BYTES, sizeBytes - at));
      const {bytesRead} = await reader.read(buffer, 0, buffer.length, at).catch((error: unknown) => {
        throw readFault(error, path);
      });
      if (bytesRead === 0) throw new ChatError('file-changed', path);
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
    await reader.checkEnd?.();
  } finally {
    await reader.close();
  }
}

const PIECE_BYTES = 256 * 1024;

function zeros(target: Buffer, bytes: number): number {
  const count = Math.min(target.length, bytes);
  target.fill(0, 0, count);
  return count;
}
