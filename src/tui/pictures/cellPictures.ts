/** Pictures between rows of the chat by the terminal's own graphics: places them as cells, written by one of the forms. */
import type {PictureOutput} from '../terminal/pictureOutput.ts';
import {blockCells, blockText, type BlockCell} from './blocks.ts';
import {codedRow, createCellWriter} from './cellCodes.ts';
import {drawnOver} from './drawnOver.ts';
import {kittyCells} from './kittyCells.ts';
import {CELL} from './pictureForms.ts';
import {fitInto, scaled, type Pixels} from './pixels.ts';
import type {CellPicture, RowGraphicsOptions} from './cellPictureForm.ts';

export interface CellPictures extends PictureOutput {
  place(pixels: Pixels, columnsMax: number, rowsMax: number): PlacedPicture;
}

export interface PlacedPicture {
  rows: readonly string[];
  /** Called when the rows are not drawn any more. */
  forget(): void;
}

export function createCellPictures(options: RowGraphicsOptions): CellPictures {
  const pictures = new Map<number, CellPicture>();
  let next = 1;
  const form = (options.form === 'kitty' ? kittyCells : drawnOver)(pictures, options);
  const written = createCellWriter(({picture, row}, columns) => {
    const known = pictures.get(picture);
    if (known === undefined) return ' '.repeat(columns.length);
    const asBlocks = () => blockText(columns.flatMap(column => known.blocks()[row]?.[column] ?? []));
    return form.cells(picture, row, columns) ?? asBlocks();
  });
  return {
    ...form,
    written,
    place(pixels, columnsMax, rowsMax) {
      const number = next++;
      const size = fitInto(pixels, columnsMax * CELL.width, rowsMax * CELL.height);
      const columns = Math.ceil(size.width / CELL.width);
      const rows = Math.ceil(size.height / CELL.height);
      let blocks: readonly (readonly BlockCell[])[] | undefined;
      pictures.set(number, {
        pixels,
        columns,
        rows,
        blocks: () => (blocks ??= blockCells(scaled(pixels, {width: columns, height: rows * 2}), options.depth)),
      });
      return {
        rows: Array.from({length: rows}, (_, row) => codedRow(number, row, columns)),
        forget: () => void pictures.delete(number),
      };
    },
  };
}
