/** Files of the PNG form, right ones and others. */
import {crc32, deflateSync} from 'node:zlib';

function chunk(name: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([head, named, sum]);
}

/** @param rows as they are packed; each begins with how it is filtered */
export function png(width: number, height: number, rows: Uint8Array, isInterlaced = false): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, isInterlaced ? 1 : 0], 8);
  const magic = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([magic, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

/** The left half red, the right one blue. */
export const halfRows = (width: number, height: number): Buffer =>
  Buffer.concat(
    Array.from({length: height}, () =>
      Buffer.concat([
        Buffer.from([0]),
        ...Array.from({length: width}, (_, x) => Buffer.from(x * 2 < width ? [255, 0, 0] : [0, 0, 255])),
      ]),
    ),
  );

export const halfPng = (width: number, height: number): Uint8Array => png(width, height, halfRows(width, height));
