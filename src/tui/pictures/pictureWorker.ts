/**
 * Worker thread that decodes one PNG, JPEG, GIF (first frame) or WebP file to pixels and ends; the declared size is checked
 * before anything is allocated.
 */
import {parentPort, workerData} from 'node:worker_threads';
import {inflateSync} from 'node:zlib';
import jpeg from '@cwasm/jpeg-turbo';
import png from '@cwasm/lodepng';
import webp from '@cwasm/webp';
import {GifReader} from 'omggif';
import {fitInto, scaled, type Pixels} from './pixels.ts';

export interface Work {
  bytes: Uint8Array;
  boxWidth: number;
  boxHeight: number;
}
export type Made = {pixels: Pixels; width: number; height: number} | {why: string};

/** Size of a large photograph; each pixel takes four bytes. */
const PIXELS_MAX = 24_000_000;

class NotShown extends Error {}

function checkSize(width: number, height: number): void {
  if (!(width > 0 && height > 0)) throw new NotShown('it has no size');
  if (width * height > PIXELS_MAX) throw new NotShown(`it has ${width} × ${height} pixels, which are too many`);
}

function fromPng(bytes: Uint8Array): Pixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  checkSize(width, height);
  const packed: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    if (String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === 'IDAT')
      packed.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  // Upper bound of the unpacked size: eight bytes per pixel, and one filter byte per row in each of seven passes.
  inflateSync(Buffer.concat(packed), {maxOutputLength: width * height * 8 + height * 7 + 64});
  return png.decode(bytes) as unknown as Pixels;
}

/** Reads the size the way the decoder does: segment by segment up to the first frame header. */
function fromJpeg(bytes: Uint8Array): Pixels {
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) throw new NotShown('it is damaged');
    const kind = bytes[at + 1] ?? 0;
    const isFrame = kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind);
    const two = (place: number) => (bytes[place] ?? 0) * 256 + (bytes[place + 1] ?? 0);
    if (isFrame) {
      checkSize(two(at + 7), two(at + 5));
      return jpeg.decode(bytes) as unknown as Pixels;
    }
    at += kind === 0xff ? 1 : 2 + two(at + 2);
  }
  throw new NotShown('it is damaged');
}

function fromGif(bytes: Uint8Array): Pixels {
  const reader = new GifReader(bytes);
  const {width, height} = reader;
  checkSize(width, height);
  if (reader.numFrames() === 0) throw new NotShown('there is nothing in it');
  const frame = reader.frameInfo(0);
  if (frame.x + frame.width > width || frame.y + frame.height > height) throw new NotShown('it is damaged');
  const data = new Uint8Array(width * height * 4);
  reader.decodeAndBlitFrameRGBA(0, data);
  return {width, height, data};
}

/** Chunks of a WebP file, or of the first frame of an animation. */
function chunksOf(bytes: Uint8Array, start: number, end: number): {name: string; from: number; to: number}[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: {name: string; from: number; to: number}[] = [];
  for (let at = start; at + 8 <= end && chunks.length < 1_000;) {
    const length = view.getUint32(at + 4, true);
    const to = Math.min(end, at + 8 + length);
    chunks.push({name: String.fromCharCode(...bytes.subarray(at, at + 4)), from: at, to});
    at += 8 + length + (length % 2);
  }
  return chunks;
}

function fromWebp(bytes: Uint8Array): Pixels {
  const all = chunksOf(bytes, 12, bytes.length);
  const moving = all.find(({name}) => name === 'ANMF');
  const chunks = moving === undefined ? all : chunksOf(bytes, moving.from + 24, moving.to);
  const picture = chunks.find(({name}) => name === 'VP8 ' || name === 'VP8L');
  if (picture === undefined) throw new NotShown('there is nothing in it');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = picture.from + 8;
  const word = picture.name === 'VP8L' ? view.getUint32(at + 1, true) : 0;
  const [width, height] =
    picture.name === 'VP8L'
      ? [(word & 0x3fff) + 1, ((word >>> 14) & 0x3fff) + 1]
      : [view.getUint16(at + 6, true) & 0x3fff, view.getUint16(at + 8, true) & 0x3fff];
  checkSize(width, height);
  // The canvas size of an animation may differ from that of its first frame; only that frame is decoded, without its alpha chunk.
  const alone = bytes.subarray(picture.from, picture.to);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(alone.length + 4, 4);
  const hasOne = moving === undefined && !all.some(({name}) => name === 'VP8X');
  return webp.decode(hasOne ? bytes : Buffer.concat([head, alone])) as unknown as Pixels;
}

const KINDS: readonly (readonly [magic: RegExp, read: (bytes: Uint8Array) => Pixels])[] = [
  [/^\u0089PNG\r\n\u001A\n/, fromPng],
  [/^\u00FF\u00D8\u00FF/, fromJpeg],
  [/^GIF8[79]a/, fromGif],
  [/^RIFF[^]{4}WEBP/, fromWebp],
];

function make({bytes, boxWidth, boxHeight}: Work): Made {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  const read = KINDS.find(([magic]) => magic.test(start))?.[1];
  if (read === undefined) return {why: 'it is neither PNG, JPEG, GIF nor WebP'};
  try {
    const whole = read(bytes);
    checkSize(whole.width, whole.height);
    const {width, height} = whole;
    return {width, height, pixels: scaled(whole, fitInto(whole, boxWidth, boxHeight))};
  } catch (error) {
    return {why: error instanceof NotShown ? error.message : 'it is damaged'};
  }
}

parentPort?.postMessage(make(workerData as Work));
