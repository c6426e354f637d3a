/**
 * Pictures by iTerm2 graphics or sixels, which lie over the cells: half blocks are written below, and a picture that is wholly
 * visible is drawn over them as often as the byte budget allows.
 */
import {SYNC_OFF, SYNC_ON} from '../terminal/sequences.ts';
import {shownIn, type ShownCells} from './cellCodes.ts';
import {iterm, sixels} from './encoders.ts';
import {scaled} from './pixels.ts';
import type {CellPicture, FormOf} from './cellPictureForm.ts';

/** Maximum output of one picture in characters; a larger one stays as half blocks. */
const DRAWN_MAX = 256 * 1_024;
/** Output budget of all pictures in characters, as a burst and per second; while rows scroll quickly, half blocks are shown. */
const BURST = 512 * 1_024;
const PER_SECOND = 256 * 1_024;
/** Plausible sizes of a cell in pixels. */
const CELL_MIN = 4;
const CELL_MAX = 64;
const PIXELS_MAX = 1_000_000;

interface Place {
  top: number;
  left: number;
}

export const drawnOver: FormOf = (pictures, {form}) => {
  const drawn = new Map<number, Place>();
  const places = new Map<number, Place>();
  const touched = new Set<number>();
  const made = new Map<number, string>();
  let cell: {width: number; height: number} | undefined;
  let allowance = BURST;
  let countedAt = performance.now();

  function allow(): number {
    const now = performance.now();
    allowance = Math.min(BURST, allowance + ((now - countedAt) * PER_SECOND) / 1_000);
    countedAt = now;
    return allowance;
  }

  function madeOf(picture: number): string {
    const known = made.get(picture);
    const one = pictures.get(picture);
    if (known !== undefined || one === undefined) return known ?? '';
    const text = form === 'iterm' ? itermOf(one) : sixelsOf(one, cell);
    made.set(picture, text.length <= DRAWN_MAX ? text : '');
    return made.get(picture) ?? '';
  }

  /** Pictures that are visible but not drawn yet. */
  const wanted = (): [number, Place][] =>
    form === 'sixel' && cell === undefined
      ? []
      : [...places].filter(([picture]) => !drawn.has(picture) && madeOf(picture) !== '');

  function draw(): string {
    let text = '';
    for (const [picture, place] of wanted()) {
      const one = pictures.get(picture);
      const sequence = madeOf(picture);
      if (one === undefined || allow() < sequence.length) continue;
      allowance -= sequence.length;
      drawn.set(picture, place);
      text += over(one, place, sequence);
    }
    return text;
  }

  return {
    query: form === 'sixel' ? '\u001B[16t' : '',
    noteAnswer: () => false,
    noteCell({width, height}) {
      const isOne = [width, height].every(size => size >= CELL_MIN && size <= CELL_MAX);
      if (!isOne || (cell?.width === width && cell.height === height)) return;
      cell = {width, height};
      made.clear();
      drawn.clear();
    },
    forgetCell() {
      cell = undefined;
      return form === 'sixel';
    },
    cells(picture) {
      touched.add(picture);
      return undefined;
    },
    framed(rows) {
      if (places.size === 0 && touched.size === 0) return '';
      places.clear();
      for (const [picture, place] of wholeIn(shownIn(rows), picture => pictures.get(picture)))
        places.set(picture, place);
      for (const [picture, {top, left}] of drawn) {
        const place = places.get(picture);
        if (place?.top !== top || place.left !== left || touched.has(picture)) drawn.delete(picture);
      }
      for (const picture of made.keys()) if (!places.has(picture)) made.delete(picture);
      touched.clear();
      return draw();
    },
    holdsRows: () => drawn.size > 0,
    dueMs() {
      const least = Math.min(...wanted().map(([picture]) => madeOf(picture).length));
      return least === Infinity ? undefined : Math.ceil((Math.max(0, least - allow()) * 1_000) / PER_SECOND);
    },
    piece() {
      const text = draw();
      return text === '' ? '' : SYNC_ON + text + SYNC_OFF;
    },
    interrupt: () => '',
    // Clearing the cells also removes the pictures over them.
    takeAway() {
      drawn.clear();
      places.clear();
      return '';
    },
  };
};

function itermOf({pixels, columns, rows}: CellPicture): string {
  const size = {width: String(columns), height: String(rows)};
  const whole = iterm(pixels, size);
  if (whole.length <= DRAWN_MAX) return whole;
  return iterm(scaled(pixels, {width: Math.ceil(pixels.width / 2), height: Math.ceil(pixels.height / 2)}), size);
}

/** Scaled to the size of the picture's cells. */
function sixelsOf({pixels, columns, rows}: CellPicture, cell = {width: 0, height: 0}): string {
  const [width, height] = [columns * cell.width, rows * cell.height];
  if (width * height > PIXELS_MAX) return '';
  const share = Math.min(width / pixels.width, height / pixels.height);
  const side = (length: number) => Math.max(1, Math.floor(length * share));
  return sixels(scaled(pixels, {width: side(pixels.width), height: side(pixels.height)}));
}

/** Clears the cells first, so that nothing shines through. */
function over({columns, rows}: CellPicture, {top, left}: Place, sequence: string): string {
  const to = (row: number) => `\u001B[${top + row + 1};${left + 1}H`;
  const blank = Array.from({length: rows}, (_, row) => `${to(row)}\u001B[${columns}X`);
  return `\u001B7${blank.join('')}${to(0)}${sequence}\u001B8`;
}

/** Pictures of which every cell is visible at its place. */
function wholeIn(
  shown: readonly ShownCells[],
  pictureOf: (picture: number) => CellPicture | undefined,
): Map<number, Place> {
  const found = new Map<number, Place>();
  for (const [picture, cells] of Map.groupBy(shown, one => one.picture)) {
    const one = pictureOf(picture);
    const [first] = cells;
    const isWhole =
      first !== undefined &&
      cells.length === one?.rows &&
      cells.every(
        (at, index) =>
          at.row === index &&
          at.first === 0 &&
          at.columns === one.columns &&
          at.top === first.top + index &&
          at.left === first.left,
      );
    if (isWhole) found.set(picture, {top: first.top, left: first.left});
  }
  return found;
}
