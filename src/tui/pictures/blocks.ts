/** Draws pixels as coloured half blocks, two pixels to a cell. */
import type {ColourDepth} from '../theme/colour.ts';
import type {Pixels} from './pixels.ts';

/** Colours of one cell, as parameters of `38;` and `48;`. */
export interface BlockCell {
  above: string;
  below: string;
}

export function blockCells({width, height, data}: Pixels, depth: ColourDepth): BlockCell[][] {
  const codeAt = (x: number, y: number) => {
    const at = (y * width + x) * 4;
    const parts = [0, 1, 2].map(part => Math.round(((data[at + part] ?? 0) * (data[at + 3] ?? 0)) / 255));
    if (y >= height) return depth === '24-bit' ? '2;0;0;0' : '5;16';
    if (depth === '24-bit') return `2;${parts.join(';')}`;
    const [red = 0, green = 0, blue = 0] = parts.map(value => Math.round((value * 5) / 255));
    return `5;${16 + red * 36 + green * 6 + blue}`;
  };
  return Array.from({length: Math.ceil(height / 2)}, (_, row) =>
    Array.from({length: width}, (__, x) => ({above: codeAt(x, row * 2), below: codeAt(x, row * 2 + 1)})),
  );
}

/** Neighbouring cells of the same colours share one style. */
export function blockText(cells: readonly BlockCell[]): string {
  let text = '';
  let last: BlockCell = {above: '', below: ''};
  for (const cell of cells) {
    if (cell.above !== last.above) text += `\u001B[38;${cell.above}m`;
    if (cell.below !== last.below) text += `\u001B[48;${cell.below}m`;
    text += '▀';
    last = cell;
  }
  return text === '' ? '' : `${text}\u001B[39m\u001B[49m`;
}

export const blockRows = (pixels: Pixels, depth: ColourDepth): string[] =>
  blockCells(pixels, depth).map(cells => blockText(cells));
