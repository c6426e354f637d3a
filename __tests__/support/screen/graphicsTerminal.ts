/** A terminal that has pictures, as far as tests need one: what stands on its screen after it was sent these bytes. */
import {inflateSync} from 'node:zlib';
import xterm from '@xterm/headless';

/** One that kitty keeps. */
export interface KittyImage {
  id: number;
  width: number;
  height: number;
  columns: number;
  rows: number;
  pixels: Uint8Array;
}

/** One that lies over cells, of iTerm2 or of sixels. */
export interface DrawnImage {
  form: 'iterm' | 'sixel';
  top: number;
  left: number;
  /** As the sequence says it: cells of iTerm2, pixels of sixels. */
  width: number;
  height: number;
  sequence: string;
}

export interface Graphics {
  kept: KittyImage[];
  /** Placeholders on the screen: which cell of which picture each of them is. */
  cells: {x: number; y: number; id: number; row: number; column: number}[];
  drawn: DrawnImage[];
  /** What no terminal would understand. */
  faults: string[];
  lines: string[];
}

/** A second time on purpose: the first of kitty's table. */
const MARKS = Array.from(
  '\u0305\u030D\u030E\u0310\u0312\u033D\u033E\u033F\u0346\u034A\u034B\u034C\u0350\u0351\u0352\u0357\u035B\u0363\u0364\u0365' +
    '\u0366\u0367\u0368\u0369\u036A\u036B\u036C\u036D\u036E\u036F\u0483\u0484\u0485\u0486\u0487\u0592\u0593\u0594\u0595\u0597' +
    '\u0598\u0599\u059C\u059D\u059E\u059F\u05A0\u05A1\u05A8\u05A9\u05AB\u05AC\u05AF\u05C4\u0610\u0611\u0612\u0613\u0614\u0615',
);
// eslint-disable-next-line no-control-regex -- Sequences are what is looked for.
const APC = /\u001B_G([^;\u001B]*);?([^\u001B]*)\u001B\\/g;

export async function graphicsOf(bytes: string, columns: number, rows: number): Promise<Graphics> {
  const faults: string[] = [];
  const kept = kittyImages(bytes, faults);
  const emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 0});
  const drawn: DrawnImage[] = [];
  const note = (image: Omit<DrawnImage, 'top' | 'left'>) => {
    const {cursorX: left, cursorY: top} = emulator.buffer.active;
    drawn.push({...image, top, left});
    return true;
  };
  emulator.parser.registerOscHandler(1337, data => {
    const found = /^File=inline=1;size=(\d+);width=(\d+);height=(\d+):([\w+/=]+)$/.exec(data);
    if (found === null || Buffer.from(found[4] ?? '', 'base64').length !== Number(found[1]))
      faults.push(`iTerm2: ${data.slice(0, 60)}`);
    return note({form: 'iterm', width: Number(found?.[2]), height: Number(found?.[3]), sequence: data});
  });
  emulator.parser.registerDcsHandler({final: 'q'}, data => {
    const found = /^"1;1;(\d+);(\d+)[#\d;!$?-~-]*$/.exec(data);
    if (found === null) faults.push(`sixel: ${data.slice(0, 60)}`);
    return note({form: 'sixel', width: Number(found?.[1]), height: Number(found?.[2]), sequence: data});
  });
  await new Promise<void>(resolve => emulator.write(bytes.replaceAll(APC, ''), resolve));
  const cells = cellsOn(emulator, faults);
  const lines = Array.from({length: rows}, (_, y) => emulator.buffer.active.getLine(y)?.translateToString(true) ?? '');
  const cellAt = (x: number, y: number) => emulator.buffer.active.getLine(y)?.getCell(x)?.getChars().trim() ?? '';
  const isSeen = (image: DrawnImage, at: number) => {
    const {columns: wide, rows: high} = cellsOf(image);
    const isOver = ({top, left}: DrawnImage) =>
      top < image.top + high && top > image.top - high && left < image.left + wide && left > image.left - wide;
    const isBlank = Array.from({length: high}, (_, y) => y).every(y =>
      Array.from({length: wide}, (_, x) => x).every(x => cellAt(image.left + x, image.top + y) === ''),
    );
    return isBlank && !drawn.slice(at + 1).some(isOver);
  };
  const seen = drawn.filter(isSeen);
  emulator.dispose();
  return {kept, cells, drawn: seen, faults, lines};
}

/** Of a terminal whose cells have 10 by 20 pixels. */
const cellsOf = ({form, width, height}: DrawnImage) =>
  form === 'iterm' ? {columns: width, rows: height} : {columns: Math.ceil(width / 10), rows: Math.ceil(height / 20)};

/** What kitty keeps after these bytes, and what it did not understand. */
export function keptAfter(bytes: string): Pick<Graphics, 'kept' | 'faults'> {
  const faults: string[] = [];
  return {kept: kittyImages(bytes, faults), faults};
}

/** What was sent in pieces and not deleted. */
function kittyImages(bytes: string, faults: string[]): KittyImage[] {
  const kept = new Map<number, KittyImage>();
  let begun: {keys: Map<string, string>; text: string} | undefined;
  for (const [, head = '', text = ''] of bytes.matchAll(APC)) {
    const keys = new Map(head.split(',').map(pair => pair.split('=') as [string, string]));
    const action = keys.get('a');
    if (begun !== undefined && action !== undefined) faults.push(`${head} between two pieces`);
    if (action === 'd') {
      if (keys.get('d') !== 'I' || !kept.delete(Number(keys.get('i')))) faults.push(`${head} deletes nothing`);
      continue;
    }
    if (action === 'q') continue;
    if (text.length > 4_096) faults.push(`a piece of ${text.length}`);
    begun = {keys: begun?.keys ?? keys, text: (begun?.text ?? '') + text};
    if (keys.get('m') === '1') continue;
    const number = (name: string) => Number(begun?.keys.get(name));
    const [id, width, height] = [number('i'), number('s'), number('v')];
    const isCut = begun.text === '' || keys.get('a') === undefined ? !isWhole(begun.text, width * height * 4) : false;
    // One that was ended early is never shown; it takes its number until it is deleted.
    const pixels = isCut ? new Uint8Array() : inflateSync(Buffer.from(begun.text, 'base64'));
    if (!isCut && pixels.length !== width * height * 4) faults.push(`${head}: ${pixels.length} bytes`);
    if (begun.keys.get('q') !== '2') faults.push(`${head} asks for an answer`);
    kept.set(id, {id, width, height, columns: number('c'), rows: number('r'), pixels});
    begun = undefined;
  }
  return [...kept.values()];
}

function isWhole(text: string, length: number): boolean {
  try {
    return inflateSync(Buffer.from(text, 'base64')).length === length;
  } catch {
    return false;
  }
}

function cellsOn(emulator: xterm.Terminal, faults: string[]): Graphics['cells'] {
  const cells: Graphics['cells'] = [];
  for (let y = 0; y < emulator.rows; y++)
    for (let x = 0; x < emulator.cols; x++) {
      const cell = emulator.buffer.active.getLine(y)?.getCell(x);
      const [placeholder, ...marks] = Array.from(cell?.getChars() ?? '');
      if (cell === undefined || placeholder !== '\u{10EEEE}') continue;
      const [row = -1, column = -1, space = -1] = marks.map(mark => MARKS.indexOf(mark));
      if (marks.length !== 3 || row < 0 || column < 0 || space < 0 || !cell.isFgPalette())
        faults.push(`a placeholder that says nothing at ${x}, ${y}`);
      cells.push({x, y, id: space * 2 ** 24 + cell.getFgColor(), row, column});
    }
  return cells;
}

/** Where a picture stands as a whole; absent when a cell of it is elsewhere, or not there. */
export function placeOf({kept, cells}: Graphics, id: number): {x: number; y: number} | undefined {
  const image = kept.find(one => one.id === id);
  const own = cells.filter(cell => cell.id === id);
  const [first] = own;
  if (first === undefined || own.length !== (image?.columns ?? 0) * (image?.rows ?? 0)) return undefined;
  const isInPlace = own.every(({x, y, row, column}) => x === first.x + column && y === first.y + row);
  return isInPlace ? {x: first.x, y: first.y} : undefined;
}
