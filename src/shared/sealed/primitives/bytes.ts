/** The binary encoding of all signed data: big-endian, fixed order, no trailing bytes. */
import {ChatError} from '../../errors.ts';

/** Maximum length of a part; no object is larger. */
const PART_BYTES_MAX = 1024 ** 2;

export const refused = (what: string): ChatError => new ChatError('not-genuine', what);

export const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** Decodes base64url; refuses a text that is not the canonical one for its bytes. @throws not-genuine */
export function fromText(text: string, length?: number): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw refused('encoding');
  if (length !== undefined && bytes.length !== length) throw refused('length');
  return bytes;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Whether a text over the right alphabet is canonical base64url, without decoding it: whole bytes, and no bits after the last
 * one.
 */
export function isWhole(text: string): boolean {
  const rest = text.length % 4;
  if (rest === 0) return true;
  const unused = rest === 2 ? 0b1111 : 0b11;
  return rest !== 1 && (ALPHABET.indexOf(text.at(-1) ?? '') & unused) === 0;
}

export interface Writer {
  u8(value: number): Writer;
  u16(value: number): Writer;
  u32(value: number): Writer;
  u64(value: number): Writer;
  /** Writes bytes without a length, which both sides know. @throws Error when the length differs */
  raw(bytes: Uint8Array, length: number): Writer;
  bytes(bytes: Uint8Array): Writer;
  text(text: string): Writer;
  /** Writes rows sorted by bytes, without duplicates. */
  list<T>(rows: readonly T[], encode: (row: T) => Buffer): Writer;
  end(): Buffer;
}

export function writer(): Writer {
  const parts: Buffer[] = [];
  const number = (length: number, write: (buffer: Buffer) => void) => {
    const buffer = Buffer.alloc(length);
    write(buffer);
    parts.push(buffer);
    return self;
  };
  const self: Writer = {
    u8: value => number(1, buffer => buffer.writeUInt8(value)),
    u16: value => number(2, buffer => buffer.writeUInt16BE(value)),
    u32: value => number(4, buffer => buffer.writeUInt32BE(value)),
    u64: value => number(8, buffer => buffer.writeBigUInt64BE(BigInt(value))),
    raw(bytes, length) {
      if (bytes.length !== length) throw new Error(`${bytes.length} bytes instead of ${length}`);
      parts.push(Buffer.from(bytes));
      return self;
    },
    bytes(bytes) {
      self.u32(bytes.length);
      parts.push(Buffer.from(bytes));
      return self;
    },
    text: text => self.bytes(Buffer.from(text.normalize('NFC'))),
    list(rows, encode) {
      const encoded = rows.map(encode).toSorted((one, other) => Buffer.compare(one, other));
      self.u16(encoded.length);
      for (const row of encoded) self.bytes(row);
      return self;
    },
    end: () => Buffer.concat(parts),
  };
  return self;
}

export interface Reader {
  u8(): number;
  u16(): number;
  u32(): number;
  u64(): number;
  raw(length: number): Buffer;
  bytes(): Buffer;
  text(): string;
  list<T>(decode: (row: Reader) => T): T[];
  /** @throws not-genuine when bytes follow */
  end(): void;
  /** The number of bytes read so far. */
  at(): number;
}

/** @throws not-genuine when the bytes are not what the writer would have written */
export function reader(source: Uint8Array): Reader {
  const buffer = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  let at = 0;
  const take = (length: number) => {
    if (length > PART_BYTES_MAX || at + length > buffer.length) throw refused('length');
    at += length;
    return buffer.subarray(at - length, at);
  };
  const self: Reader = {
    u8: () => take(1).readUInt8(),
    u16: () => take(2).readUInt16BE(),
    u32: () => take(4).readUInt32BE(),
    u64() {
      const value = take(8).readBigUInt64BE();
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw refused('number');
      return Number(value);
    },
    raw: take,
    bytes: () => take(self.u32()),
    text() {
      const bytes = self.bytes();
      const text = bytes.toString('utf8');
      if (text.normalize('NFC') !== text || !Buffer.from(text).equals(bytes)) throw refused('text');
      return text;
    },
    list(decode) {
      const count = self.u16();
      const rows: Buffer[] = [];
      for (let index = 0; index < count; index++) {
        const row = self.bytes();
        const before = rows.at(-1);
        if (before !== undefined && Buffer.compare(before, row) >= 0) throw refused('order');
        rows.push(row);
      }
      return rows.map(row => {
        const inner = reader(row);
        const value = decode(inner);
        inner.end();
        return value;
      });
    },
    end() {
      if (at !== buffer.length) throw refused('length');
    },
    at: () => at,
  };
  return self;
}
