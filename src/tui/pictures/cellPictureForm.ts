/** Interface of a graphics form that shows pictures between rows: kitty, iTerm2 or sixels. */
import type {PictureForm} from '../../client/wording/screenChoices.ts';
import type {PictureOutput} from '../terminal/pictureOutput.ts';
import type {Multiplexer} from '../terminal/multiplexer.ts';
import type {ColourDepth} from '../theme/colour.ts';
import type {BlockCell} from './blocks.ts';
import type {Pixels} from './pixels.ts';

export interface RowGraphicsOptions {
  form: Exclude<PictureForm, 'blocks'>;
  depth: ColourDepth;
  multiplexer: Multiplexer | undefined;
  /** From 1 to `ID_SPACES`; keeps programs that share a terminal from replacing each other's pictures. */
  idSpace: number;
}

/** A picture with its size in cells. */
export interface CellPicture {
  pixels: Pixels;
  columns: number;
  rows: number;
  /** The picture as half blocks. */
  blocks(): readonly (readonly BlockCell[])[];
}

export type Pictures = ReadonlyMap<number, CellPicture>;

/** What differs between the graphics forms; `cells` returns nothing where half blocks are to be drawn. */
export type FormOf = (
  pictures: Pictures,
  options: RowGraphicsOptions,
) => Omit<PictureOutput, 'written'> & {
  cells(picture: number, row: number, columns: readonly number[]): string | undefined;
};
