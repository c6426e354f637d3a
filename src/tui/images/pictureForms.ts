/** How a picture is written to a terminal: by the graphics of kitty or iTerm2, by sixels, or as half blocks in colours. */
import type {PictureForm} from '../../client/wording/pictureForms.ts';
import {nodeZlib} from '../../shared/machine/nodeModules.ts';
import type {ColourDepth} from '../theme/colour.ts';
import type {Multiplexer} from '../terminal/multiplexer.ts';
import type {Pixels} from './pixels.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** By what the terminal says of itself; through tmux and screen, and elsewhere, there are blocks. */
export function pictureFormFrom(env: Env, multiplexer: Multiplexer | undefined): PictureForm {
  const {TERM = '', TERM_PROGRAM = '', LC_TERMINAL = ''} = env;
  if (multiplexer !== undefined) return 'blocks';
  if (['iTerm.app', 'WezTerm', 'mintty'].includes(TERM_PROGRAM) || LC_TERMINAL === 'iTerm2') return 'iterm';
  if (/^xterm-(?:kitty|ghostty)$/.test(TERM) || TERM_PROGRAM === 'ghostty' || (env.KITTY_WINDOW_ID ?? '') !== '')
    return 'kitty';
  return /^(?:foot|mlterm|contour|yaft)/.test(TERM) ? 'sixel' : 'blocks';
}

const PIECE = 4_096;
/** Nothing else has pictures here. */
const KITTY_ID = 7_420;
const CELL = {width: 8, height: 16};
const PIXELS_WIDE_MAX = 960;
const PIXELS_HIGH_MAX = 640;

/** How many pixels of it are of use in so many cells. */
export const boxOf = (form: PictureForm, columns: number, rows: number): {boxWidth: number; boxHeight: number} =>
  form === 'blocks'
    ? {boxWidth: columns, boxHeight: rows * 2}
    : {
        boxWidth: Math.min(PIXELS_WIDE_MAX, columns * CELL.width),
        boxHeight: Math.min(PIXELS_HIGH_MAX, rows * CELL.height),
      };

export interface Written {
  /** Rows of text, with their colours. */
  rows: readonly string[];
  /** Written where the rows would begin; made of numbers and base64 alone. */
  sequence: string;
  /** Takes it away again. */
  after: string;
}

export function writtenAs(form: PictureForm, pixels: Pixels, depth: ColourDepth): Written {
  if (form === 'blocks') return {rows: blockRows(pixels, depth), sequence: '', after: ''};
  if (form === 'kitty') return {rows: [], ...kitty(pixels)};
  return {rows: [], sequence: form === 'iterm' ? iterm(pixels) : sixels(pixels), after: ''};
}

function kitty({width, height, data}: Pixels): Pick<Written, 'sequence' | 'after'> {
  const text = nodeZlib().deflateSync(data).toString('base64');
  const pieces = text.match(new RegExp(`.{1,${PIECE}}`, 'g')) ?? [];
  const sequence = pieces
    .map((piece, at) => {
      const first = at === 0 ? `a=T,f=32,o=z,q=2,i=${KITTY_ID},s=${width},v=${height},C=1,` : '';
      return `\u001B_G${first}m=${at < pieces.length - 1 ? 1 : 0};${piece}\u001B\\`;
    })
    .join('');
  return {sequence, after: `\u001B_Ga=d,d=I,i=${KITTY_ID},q=2;\u001B\\`};
}

/** A file of our own making: what somebody sent is never handed to the terminal. */
function iterm(pixels: Pixels): string {
  const file = pngOf(pixels);
  const size = `size=${file.length};width=${pixels.width}px;height=${pixels.height}px`;
  return `\u001B]1337;File=inline=1;${size}:${file.toString('base64')}\u0007`;
}

const CRC = Array.from({length: 256}, (_, at) => {
  let value = at;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});
const crcOf = (bytes: Uint8Array): number =>
  (bytes.reduce((crc, byte) => (CRC[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

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
    around.writeUInt32BE(crcOf(named), 4);
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

/** In 216 colours. */
function sixels({width, height, data}: Pixels): string {
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

/** Two pixels in each cell, one above the other. */
export function blockRows({width, height, data}: Pixels, depth: ColourDepth): string[] {
  const codeAt = (x: number, y: number) => {
    const at = (y * width + x) * 4;
    const parts = [0, 1, 2].map(part => Math.round(((data[at + part] ?? 0) * (data[at + 3] ?? 0)) / 255));
    if (y >= height) return depth === '24-bit' ? '2;0;0;0' : '5;16';
    if (depth === '24-bit') return `2;${parts.join(';')}`;
    const [red = 0, green = 0, blue = 0] = parts.map(value => Math.round((value * 5) / 255));
    return `5;${16 + red * 36 + green * 6 + blue}`;
  };
  return Array.from({length: Math.ceil(height / 2)}, (_, row) => {
    let text = '';
    const last = {above: '', below: ''};
    for (let x = 0; x < width; x++) {
      const [above, below] = [codeAt(x, row * 2), codeAt(x, row * 2 + 1)];
      if (above !== last.above) text += `\u001B[38;${above}m`;
      if (below !== last.below) text += `\u001B[48;${below}m`;
      text += '▀';
      Object.assign(last, {above, below});
    }
    return `${text}\u001B[39m\u001B[49m`;
  });
}
