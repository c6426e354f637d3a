/**
 * Pictures by kitty graphics: each is sent once and shown wherever its placeholder characters stand, which scroll and clip as
 * text.
 */
import {passThrough} from '../terminal/multiplexer.ts';
import {shownIn} from './cellCodes.ts';
import {kittyDeleted, kittyPieces, KITTY_CUT} from './encoders.ts';
import {scaled, type Pixels} from './pixels.ts';
import type {FormOf} from './cellPictureForm.ts';

const PLACEHOLDER = '\u{10EEEE}';
/** Combining characters that encode a row, a column or the first byte of an id, in the order of kitty's table. */
const MARKS =
  '\u0305\u030D\u030E\u0310\u0312\u033D\u033E\u033F\u0346\u034A\u034B\u034C\u0350\u0351\u0352\u0357\u035B\u0363\u0364\u0365' +
  '\u0366\u0367\u0368\u0369\u036A\u036B\u036C\u036D\u036E\u036F\u0483\u0484\u0485\u0486\u0487\u0592\u0593\u0594\u0595\u0597' +
  '\u0598\u0599\u059C\u059D\u059E\u059F\u05A0\u05A1\u05A8\u05A9\u05AB\u05AC\u05AF\u05C4\u0610\u0611\u0612\u0613\u0614\u0615';
/** Number of id prefixes for programs that share a terminal; 0 is left to programs that use small ids. */
export const ID_SPACES = MARKS.length - 1;
/** Number of ids: the rest of an id is encoded as a palette colour, which every multiplexer passes on. */
const SLOTS = 255;
/** Pictures kept in the terminal after they have scrolled out, so that scrolling back sends nothing. */
const KEPT_MAX = 24;
/** Maximum output of one picture in characters; a larger one is scaled down. */
const SENT_MAX = 256 * 1_024;
/** Chunks sent at once; key presses are handled in between. */
const PIECES_AT_ONCE = 4;

export const kittyCells: FormOf = (pictures, {multiplexer, idSpace}) => {
  /** Slot by picture, ordered by when it was last visible. */
  const slots = new Map<number, number>();
  const waiting = new Set<number>();
  /** Slots whose pictures are to be deleted from the terminal. */
  const leaving: number[] = [];
  let sending: {picture: number; pieces: string[]} | undefined;
  let isReady = multiplexer === undefined;
  const idOf = (slot: number) => idSpace * 2 ** 24 + slot;
  const out = (sequences: readonly string[]) => sequences.map(one => passThrough(one, multiplexer)).join('');

  function slotOf(picture: number): number | undefined {
    const known = slots.get(picture);
    if (known !== undefined) return known;
    const taken = new Set([...slots.values(), ...leaving]);
    for (let slot = 1; slot <= SLOTS; slot++)
      if (!taken.has(slot)) {
        slots.set(picture, slot);
        waiting.add(picture);
        return slot;
      }
    return undefined;
  }

  function drop(picture: number): void {
    const slot = slots.get(picture);
    slots.delete(picture);
    // A picture that was never sent need not be deleted.
    if (slot !== undefined && !waiting.delete(picture)) leaving.push(slot);
  }

  const interrupted = (): string[] => {
    if (sending === undefined) return [];
    if (slots.has(sending.picture)) waiting.add(sending.picture);
    sending = undefined;
    return [KITTY_CUT];
  };

  function piecesOf(picture: number): string[] {
    const [slot, known] = [slots.get(picture), pictures.get(picture)];
    if (slot === undefined || known === undefined) return [];
    let pixels: Pixels = known.pixels;
    for (;;) {
      const pieces = kittyPieces(pixels, idOf(slot), `U=1,c=${known.columns},r=${known.rows}`);
      if (pieces.reduce((sum, piece) => sum + piece.length, 0) <= SENT_MAX) return pieces;
      pixels = scaled(pixels, {width: Math.ceil(pixels.width / 2), height: Math.ceil(pixels.height / 2)});
    }
  }

  return {
    query: isReady ? '' : passThrough(`\u001B_Gi=${idOf(SLOTS)},a=q,t=d,s=1,v=1,f=24;AAAA\u001B\\`, multiplexer),
    noteAnswer(said) {
      if (isReady || said !== `_Gi=${idOf(SLOTS)};OK`) return false;
      isReady = true;
      return true;
    },
    noteCell() {},
    forgetCell: () => false,
    cells(picture, row, columns) {
      const slot = isReady ? slotOf(picture) : undefined;
      if (slot === undefined) return undefined;
      const marks = (column: number) => (MARKS[row] ?? '') + (MARKS[column] ?? '') + (MARKS[idSpace] ?? '');
      return `\u001B[38;5;${slot}m${columns.map(column => PLACEHOLDER + marks(column)).join('')}\u001B[39m`;
    },
    framed(rows) {
      if (slots.size === 0) return '';
      const shown = new Set(shownIn(rows).map(({picture}) => picture));
      for (const picture of shown) {
        const slot = slots.get(picture);
        if (slot !== undefined && slots.delete(picture)) slots.set(picture, slot);
      }
      for (const picture of slots.keys())
        if (!shown.has(picture) && (slots.size > KEPT_MAX || !pictures.has(picture))) drop(picture);
      return '';
    },
    holdsRows: () => false,
    dueMs: () => (sending !== undefined || waiting.size > 0 || leaving.length > 0 ? 0 : undefined),
    piece() {
      if (sending === undefined) {
        const gone = leaving.splice(0).map(slot => kittyDeleted(idOf(slot)));
        if (gone.length > 0) return out(gone);
        const [picture] = waiting;
        if (picture === undefined) return '';
        waiting.delete(picture);
        const pieces = piecesOf(picture);
        if (pieces.length === 0) {
          // The picture was dropped while it waited, so nothing was sent.
          slots.delete(picture);
          return '';
        }
        sending = {picture, pieces};
      }
      const pieces = sending.pieces.splice(0, PIECES_AT_ONCE);
      if (sending.pieces.length === 0) sending = undefined;
      return out(pieces);
    },
    interrupt: () => out(interrupted()),
    takeAway() {
      const cut = sending === undefined ? [] : [KITTY_CUT];
      sending = undefined;
      for (const picture of slots.keys()) drop(picture);
      return out([...cut, ...leaving.splice(0).map(slot => kittyDeleted(idOf(slot)))]);
    },
  };
};
