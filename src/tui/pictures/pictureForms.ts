/** Writes one picture to a terminal: by kitty or iTerm2 graphics, by sixels, or as coloured half blocks. */
import type {PictureForm} from '../../client/wording/screenChoices.ts';
import type {ColourDepth} from '../theme/colour.ts';
import type {Multiplexer} from '../terminal/multiplexer.ts';
import {blockRows} from './blocks.ts';
import {iterm, kittyDeleted, kittyPieces, sixels} from './encoders.ts';
import type {Pixels} from './pixels.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Chooses the graphics form by the terminal's environment; half blocks in tmux, screen and unknown terminals. */
export const pictureFormFrom = (env: Env, multiplexer: Multiplexer | undefined): PictureForm =>
  multiplexer === undefined ? formOf(env) : 'blocks';

/** The same for pictures between rows, which also work in tmux if the outer terminal is kitty. */
export const rowFormFrom = (env: Env, multiplexer: Multiplexer | undefined): PictureForm =>
  multiplexer === 'tmux' && formOf(env) === 'kitty' ? 'kitty' : pictureFormFrom(env, multiplexer);

function formOf(env: Env): PictureForm {
  const {TERM = '', TERM_PROGRAM = '', LC_TERMINAL = ''} = env;
  if (['iTerm.app', 'WezTerm', 'mintty'].includes(TERM_PROGRAM) || LC_TERMINAL === 'iTerm2') return 'iterm';
  if (/^xterm-(?:kitty|ghostty)$/.test(TERM) || TERM_PROGRAM === 'ghostty' || (env.KITTY_WINDOW_ID ?? '') !== '')
    return 'kitty';
  return /^(?:foot|mlterm|contour|yaft)/.test(TERM) ? 'sixel' : 'blocks';
}

/** Id of the full-screen picture; pictures between rows have larger ids. */
const KITTY_ID = 7_420;
/** Assumed size of a cell in pixels until the terminal reports it. */
export const CELL = {width: 8, height: 16};
const PIXELS_WIDE_MAX = 960;
const PIXELS_HIGH_MAX = 640;

/** Maximum size in pixels of a picture shown in this many cells. */
export const boxOf = (form: PictureForm, columns: number, rows: number): {boxWidth: number; boxHeight: number} =>
  form === 'blocks'
    ? {boxWidth: columns, boxHeight: rows * 2}
    : {
        boxWidth: Math.min(PIXELS_WIDE_MAX, columns * CELL.width),
        boxHeight: Math.min(PIXELS_HIGH_MAX, rows * CELL.height),
      };

interface Written {
  /** Painted rows of text. */
  rows: readonly string[];
  /** Graphics sequence, to be written where the rows would begin; made of numbers and base64 only. */
  sequence: string;
  /** Sequence that removes the picture. */
  after: string;
}

export function writtenAs(form: PictureForm, pixels: Pixels, depth: ColourDepth): Written {
  if (form === 'blocks') return {rows: blockRows(pixels, depth), sequence: '', after: ''};
  if (form === 'kitty') {
    const sequence = kittyPieces(pixels, KITTY_ID, 'C=1').join('');
    return {rows: [], sequence, after: kittyDeleted(KITTY_ID)};
  }
  const {width, height} = pixels;
  const sequence = form === 'iterm' ? iterm(pixels, {width: `${width}px`, height: `${height}px`}) : sixels(pixels);
  return {rows: [], sequence, after: ''};
}
