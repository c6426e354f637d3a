/** Encodes pixels as terminal sequences: kitty graphics, iTerm2 graphics, sixels. Output holds only numbers and base64. */
import {nodeZlib} from '../../shared/machine/nodeModules.ts';
import type {Pixels} from './pixels.ts';

const PIECE = 4_096;

/** Escape sequences for the chunks of a picture. @param keys kitty keys that place it */
export function kittyPieces({width, height, data}: Pixels, id: number, keys: string): string[] {
  const text = nodeZlib().deflateSync(data, {level: 4}).toString('base64');
  const pieces = text.match(new RegExp(`.{1,${PIECE}}`, 'g')) ?? [];
  return pieces.map((piece, at) => {
    const first = at === 0 ? `a=T,f=32,o=z,q=2,i=${id},s=${width},v=${height},${keys},` : '';
    return `\u001B_G${first}m=${at < pieces.length - 1 ? 1 : 0};${piece}\u001B\\`;
  });
}

/** Removes the picture from the screen and frees its pixels. */
export const kittyDeleted = (id: number): string => `\u001B_Ga=d,d=I,i=${id},q=2;\u001B\\`;
/** Ends a picture whose remaining chunks will not be sent. */
export const KITTY_CUT = '\u001B_Gq=2,m=0;\u001B\\';

interface ItermSize {
  /** A number of cells (`10`) or of pixels (`10px`). */
  width: string;
  height: string;
}

/** Encodes the pixels anew: bytes of a received file never reach the terminal. */
export function iterm(pixels: Pixels, {width, height}: ItermSize): string {
  const file = pngOf(pixels);
  const size = `size=${file.length};width=${width};height=${height}`;
  return `\u001B]1337;File=inline=1;${size}:${file.toString('base64')}\u0007`;
}

function pngOf({width, height, data}: Pixels): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width * 4 + 1));
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * width * 4, (y + 1) * width * 4), y * (width * 4 + 1) + 1);
  const chunk = (name: string, body: Uint8Array) => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
    const around = Buffer.alloc(8);
    around.writeUInt32BE(body.length, 0);
    around.writeUInt32BE(nodeZlib().crc32(named), 4);
    return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)]);
  };
  const magic = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    magic,
    chunk('IHDR', head),
    chunk('IDAT', nodeZlib().deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Uses a fixed palette of 216 colours. */
export function sixels({width, height, data}: Pixels): string {
  const levelOf = (value: number) => Math.round((value * 5) / 255);
  const colourAt = (x: number, y: number) => {
    const at = (y * width + x) * 4;
    const part = (index: number) => levelOf(((data[at + index] ?? 0) * (data[at + 3] ?? 0)) / 255);
    return part(0) * 36 + part(1) * 6 + part(2);
  };
  const palette = Array.from({length: 216}, (_, at) => {
    const parts = [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map(level => level * 20);
    return `#${at};2;${parts.join(';')}`;
  });
  const bands: string[] = [];
  for (let top = 0; top < height; top += 6) {
    const bits = new Map<number, Uint8Array>();
    for (let y = top; y < Math.min(height, top + 6); y++)
      for (let x = 0; x < width; x++) {
        const colour = colourAt(x, y);
        const row = bits.get(colour) ?? new Uint8Array(width);
        bits.set(colour, row);
        row[x] = (row[x] ?? 0) | (1 << (y - top));
      }
    bands.push([...bits].map(([colour, row]) => `#${colour}${runsOf(row)}`).join('$'));
  }
  return `\u001BPq"1;1;${width};${height}${palette.join('')}${bands.join('-')}\u001B\\`;
}

function runsOf(row: Uint8Array): string {
  let text = '';
  for (let at = 0; at < row.length;) {
    let end = at + 1;
    while (end < row.length && row[end] === row[at]) end++;
    const sign = String.fromCharCode(63 + (row[at] ?? 0));
    text += end - at > 3 ? `!${end - at}${sign}` : sign.repeat(end - at);
    at = end;
  }
  return text;
}
