/**
 * Tar archives (POSIX ustar with pax headers), written and read at any position. By hand: `tar-stream` creates a stream per
 * header, which takes as long as sending a small file, reads only from the start, and keeps pax headers of any length in
 * memory.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
import {ChatError} from '../../../shared/errors.ts';

const BLOCK_BYTES = 512;
/** The end of an archive: two zero blocks. */
export const END_BYTES = 2 * BLOCK_BYTES;
/** Maximum bytes of a pax header; real paths are shorter. */
const PAX_BYTES_MAX = 16 * 1024;
/** Maximum bytes of the list of contents at the beginning. */
const CONTENTS_BYTES_MAX = 512 * 1024;

const SIZE_MAX = 8 ** 11 - 1;
const NAME_BYTES = 100;

export interface TarEntry {
  /** Path with slashes; the name of a folder ends with one. */
  name: string;
  sizeBytes: number;
}

export const paddedBytes = (bytes: number): number => Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;

interface Header extends TarEntry {
  /** `0`: file, `5`: folder, `x`: pax header of the next entry, `g`: of all entries. */
  type: '0' | '5' | 'x' | 'g';
  changedAtMs: number;
}

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;

function blockOf({name, sizeBytes, type, changedAtMs}: Header): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.write(name, 0, NAME_BYTES);
  block.write(octal(type === '5' ? 0o755 : 0o644, 8), 100);
  block.write(octal(0, 8) + octal(0, 8), 108);
  block.write(octal(Math.min(sizeBytes, SIZE_MAX), 12), 124);
  block.write(octal(Math.min(SIZE_MAX, Math.max(0, Math.floor(changedAtMs / 1_000))), 12), 136);
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.write('ustar\u000000', 257);
  block.write(octal(sumOf(block), 7), 148);
  return block;
}

function sumOf(block: Buffer): number {
  let sum = 0;
  for (let at = 0; at < block.length; at++) sum += block[at] ?? 0;
  return sum;
}

/** A pax record: `LENGTH key=value`, where the length includes itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (bytes + String(length).length !== length) length++;
  return length + rest;
}

function paxOf(type: 'x' | 'g', records: string): Buffer {
  const body = Buffer.from(records);
  const head = blockOf({name: 'PaxHeader', sizeBytes: body.length, type, changedAtMs: 0});
  return Buffer.concat([head, body, Buffer.alloc(paddedBytes(body.length) - body.length)]);
}

/** The header blocks of an entry. */
export function headerOf(entry: TarEntry & {changedAtMs: number}): Buffer {
  const {name, sizeBytes} = entry;
  const isShort = /^[\x20-\x7e]*$/.test(name) && name.length <= NAME_BYTES;
  const records = [
    ...(isShort ? [] : [paxRecord('path', name)]),
    ...(sizeBytes > SIZE_MAX ? [paxRecord('size', String(sizeBytes))] : []),
  ].join('');
  const type = name.endsWith('/') ? '5' : '0';
  const head = blockOf({
    ...entry,
    name: isShort ? name : name.replaceAll(/[^\x20-\x7e]/g, '_').slice(-NAME_BYTES),
    type,
  });
  return records === '' ? head : Buffer.concat([paxOf('x', records), head]);
}

/**
 * The list of names and sizes at the start of the archive, in a global pax header that other programs ignore. Contains as
 * many entries as fit.
 */
export function contentsOf(entries: readonly TarEntry[]): Buffer {
  const rows: string[] = [];
  let bytes = 0;
  for (const {name, sizeBytes} of entries) {
    const row = JSON.stringify([name, sizeBytes]);
    bytes += Buffer.byteLength(row) + 1;
    if (bytes > CONTENTS_BYTES_MAX - 1_024) break;
    rows.push(row);
  }
  return paxOf('g', paxRecord('comment', `[${rows.join(',')}]`));
}

/** @param start the beginning of an archive. @returns `undefined` when it has no such list, or not all of it */
export function readContents(start: Buffer): TarEntry[] | undefined {
  try {
    const head = readBlock(start.subarray(0, BLOCK_BYTES));
    if (head?.type !== 'g' || head.sizeBytes > start.length - BLOCK_BYTES) return undefined;
    const comment = readPax(start.subarray(BLOCK_BYTES, BLOCK_BYTES + head.sizeBytes)).get('comment');
    const rows: unknown = JSON.parse(comment ?? '');
    if (!Array.isArray(rows)) return undefined;
    return rows.flatMap((row: unknown) => {
      if (!Array.isArray(row)) return [];
      const [name, sizeBytes] = row as unknown[];
      const isWhole = typeof name === 'string' && Number.isSafeInteger(sizeBytes) && (sizeBytes as number) >= 0;
      return isWhole ? [{name, sizeBytes: sizeBytes as number}] : [];
    });
  } catch {
    return undefined;
  }
}

const broken = (): ChatError => new ChatError('bad-answer', 'an archive');

interface Block {
  name: string;
  sizeBytes: number;
  type: string;
}

/** `undefined` for a zero block. @throws bad-answer */
function readBlock(block: Buffer): Block | undefined {
  if (block.length < BLOCK_BYTES) throw broken();
  if (sumOf(block) === 0) return undefined;
  const field = (at: number, length: number) => {
    const bytes = block.subarray(at, at + length);
    const end = bytes.indexOf(0);
    return bytes.subarray(0, end === -1 ? length : end).toString();
  };
  const number = (at: number, length: number) => {
    const digits = field(at, length).trim();
    if (!/^[0-7]{1,11}$/.test(digits)) throw broken();
    return Number.parseInt(digits, 8);
  };
  const sum = number(148, 8);
  const summed = Buffer.from(block);
  summed.fill(' ', 148, 156);
  if (sumOf(summed) !== sum || field(257, 5) !== 'ustar') throw broken();
  const prefix = field(345, 155);
  const name = field(0, NAME_BYTES);
  return {name: prefix === '' ? name : `${prefix}/${name}`, sizeBytes: number(124, 12), type: field(156, 1) || '0'};
}

function readPax(body: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(' ', at);
    const length = Number(body.subarray(at, space).toString());
    if (space === -1 || !Number.isSafeInteger(length) || length < 5 || at + length > body.length) throw broken();
    const record = body.subarray(space + 1, at + length - 1).toString();
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

export interface FoundEntry extends TarEntry {
  kind: 'file' | 'folder' | 'other';
  /** Position of the entry's bytes. */
  at: number;
}

export interface Readable {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{bytesRead: number}>;
}

/** Buffers reads, so that each small file does not cost two reads. */
export function readAhead(file: Readable, pieceBytes: number): Readable {
  const piece = Buffer.allocUnsafeSlow(pieceBytes);
  let [from, to] = [0, 0];
  return {
    async read(buffer, offset, length, position) {
      if (position < from || position >= to) {
        if (length >= pieceBytes) return file.read(buffer, offset, length, position);
        [from, to] = [position, position];
        to += (await file.read(piece, 0, pieceBytes, position)).bytesRead;
      }
      const start = position - from;
      return {bytesRead: piece.copy(buffer, offset, start, Math.min(start + length, to - from))};
    },
  };
}

/** Yields the entries of an archive without reading the bytes of their files. @throws bad-answer when it is invalid or cut */
export async function* entriesOf(archive: Readable, sizeBytes: number): AsyncGenerator<FoundEntry> {
  let pax = new Map<string, string>();
  for (let at = 0; at < sizeBytes;) {
    const block = readBlock(await readAt(archive, at, BLOCK_BYTES));
    if (block === undefined) return;
    const size = pax.get('size') ?? String(block.sizeBytes);
    const bytes = Number(size);
    const start = at + BLOCK_BYTES;
    at = start + paddedBytes(bytes);
    if (!/^\d{1,15}$/.test(size) || start + bytes > sizeBytes) throw broken();
    if (block.type === 'x') {
      if (bytes > PAX_BYTES_MAX) throw broken();
      pax = readPax(await readAt(archive, start, bytes));
      continue;
    }
    if (block.type !== 'g') {
      const name = pax.get('path') ?? block.name;
      const isFile = block.type === '0' && !name.endsWith('/');
      const kind = isFile ? 'file' : block.type === '5' ? 'folder' : 'other';
      yield {name, kind, sizeBytes: kind === 'folder' ? 0 : bytes, at: start};
    }
    pax = new Map();
  }
  throw broken();
}

async function readAt(archive: Readable, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  for (let done = 0; done < bytes;) {
    const {bytesRead} = await archive.read(buffer, done, bytes - done, at + done);
    if (bytesRead === 0) throw broken();
    done += bytesRead;
  }
  return buffer;
}
