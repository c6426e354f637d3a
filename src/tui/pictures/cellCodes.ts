/**
 * Encodes picture cells as a reserved colour (picture and row) and a letter (column), so that Ink treats them as text; egress
 * replaces them.
 */
import {columnsOf} from '../../shared/text/columns.ts';

/** Above 255, the end of the palette, so that the number cannot be a real colour. */
const FIRST = 10_000;
/** Reserved numbers per picture, one for each row. */
const ROWS = 16;
const FIRST_LETTER = 0x21;
const STYLE = /(\u001B\[[\d;]*m)/;
const STYLES = /\u001B\[[\d;]*m/g;
const OF_PICTURE = /\u001B\[38;5;(\d{5,})m/;
const CELLS = /\u001B\[38;5;(\d{5,})m([!-~]+)/g;
/** Sequences that end a text colour. */
const ENDS_COLOUR = /^\u001B\[(?:|0|39|38;.*|3[0-7]|9[0-7])m$/;

/** A row of a picture. */
interface PictureRow {
  picture: number;
  row: number;
}

export const codedRow = (picture: number, row: number, columns: number): string => {
  const letters = Array.from({length: columns}, (_, column) => String.fromCharCode(FIRST_LETTER + column));
  return `\u001B[38;5;${FIRST + picture * ROWS + row}m${letters.join('')}\u001B[39m`;
};

/** Whether the row is part of a picture, so that its letters are not text. */
export const isCodedRow = (row: string): boolean => OF_PICTURE.test(row);

const decoded = (code: number): PictureRow => ({
  picture: Math.floor((code - FIRST) / ROWS),
  row: (code - FIRST) % ROWS,
});

/** @param cells terminal output for these columns of a picture. @returns a function that replaces the reserved colours in text */
export function createCellWriter(cells: (row: PictureRow, columns: readonly number[]) => string) {
  let open: PictureRow | undefined;
  return (text: string): string => {
    if (open === undefined && !OF_PICTURE.test(text)) return text;
    return text
      .split(STYLE)
      .map((part, index) => {
        if (index % 2 === 0) {
          const columns = () => Array.from(part, letter => letter.charCodeAt(0) - FIRST_LETTER);
          return open === undefined || part === '' ? part : cells(open, columns());
        }
        const code = OF_PICTURE.exec(part)?.[1];
        const wasOpen = open !== undefined;
        if (code !== undefined) open = decoded(Number(code));
        else if (ENDS_COLOUR.test(part)) open = undefined;
        // Cells contain the end of their own colours.
        return code !== undefined || (wasOpen && part === '\u001B[39m') ? '' : part;
      })
      .join('');
  };
}

/** Visible columns of one row of a picture. */
export interface ShownCells extends PictureRow {
  top: number;
  left: number;
  first: number;
  columns: number;
}

/** Finds the cells of pictures in the rows of a frame. */
export const shownIn = (rows: readonly string[]): ShownCells[] =>
  rows.flatMap((text, top) =>
    text.includes('\u001B[38;5;')
      ? Array.from(text.matchAll(CELLS), ({0: found, 1: code, 2: letters = '', index}) => ({
          ...decoded(Number(code)),
          top,
          left: columnsOf(text.slice(0, index).replaceAll(STYLES, '')),
          first: letters.charCodeAt(0) - FIRST_LETTER,
          columns: found.length - found.indexOf('m') - 1,
        }))
      : [],
  );
