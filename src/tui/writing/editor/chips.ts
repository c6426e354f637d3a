/** Long pastes shown as one chip, `[pasted 120 lines]`: their ranges in the text, which stays whole. */
import {plural} from '../../../shared/text/figures.ts';
import type {Chip} from './editorState.ts';
import {sizeOf} from './submit.ts';
import {lineEndOf, lineStartOf, snapForward} from './text.ts';

/** Longer pastes are folded. */
const LINES_SHOWN = 5;
const BYTES_SHOWN = 2_048;
const CHIPS_MAX = 8;

const isLong = (text: string): boolean => {
  if (text.length <= LINES_SHOWN) return false;
  const {lines, bytes} = sizeOf(text);
  return lines > LINES_SHOWN || bytes > BYTES_SHOWN;
};

/** Adjusts chips after `length` code units at `at` were replaced by `inserted` ones; a chip changed inside is unfolded. */
export function chipsAfter(
  chips: readonly Chip[],
  {at, length, inserted}: {at: number; length: number; inserted: number},
): readonly Chip[] {
  if (chips.length === 0) return chips;
  const end = at + length;
  return chips.flatMap(chip => {
    if (chip.to <= at) return [chip];
    if (chip.from < end || (chip.from < at && chip.to > at)) return [];
    return [{from: chip.from + inserted - length, to: chip.to + inserted - length}];
  });
}

/** Chips that can stay folded: their ends are grapheme boundaries, and the text is not a command. */
export function intactChips(chips: readonly Chip[], text: string): readonly Chip[] {
  if (chips.length === 0) return chips;
  const slash = /\S/.exec(text)?.index ?? 0;
  const hidesCommand = ({from, to}: Chip) => text.charAt(slash) === '/' && from <= slash && slash < to;
  const isWhole = ({from, to}: Chip) => snapForward(text, from) === from && snapForward(text, to) === to;
  return chips.filter(chip => isWhole(chip) && !hidesCommand(chip));
}

/** Adds a chip for the pasted range if it is long. */
export function withChip(chips: readonly Chip[], text: string, {from, to}: Chip): readonly Chip[] {
  if (chips.length >= CHIPS_MAX || !isLong(text.slice(from, to))) return chips;
  return intactChips(
    [...chips, {from, to}].toSorted((one, other) => one.from - other.from),
    text,
  );
}

/** The chip with this index strictly inside. */
export const chipAround = (chips: readonly Chip[], place: number): Chip | undefined =>
  chips.find(({from, to}) => from < place && place < to);

/** Start of the visible line at this index; a chip counts as one character, however many lines it has. */
export function lineStartIn(text: string, chips: readonly Chip[], place: number): number {
  const start = lineStartOf(text, place);
  const chip = chips.find(({from, to}) => from < start && start <= to);
  return chip === undefined ? start : lineStartIn(text, chips, chip.from);
}

export function lineEndIn(text: string, chips: readonly Chip[], place: number): number {
  const chip = chips.find(({from}) => from === place);
  const end = lineEndOf(text, chip?.to ?? place);
  const next = chips.find(({from, to}) => from <= end && end < to);
  return next === undefined ? end : lineEndIn(text, chips, next.to);
}

/** The chip that ends at this index. */
export const chipBefore = (chips: readonly Chip[], place: number): Chip | undefined =>
  chips.find(({to}) => to === place);

/** Unfolds the chip at this index, else the first one. */
export function opened(chips: readonly Chip[], place: number): readonly Chip[] {
  const chosen = chips.find(({from, to}) => from <= place && place <= to) ?? chips[0];
  return chips.filter(chip => chip !== chosen);
}

export function chipLabel(text: string, {from, to}: Chip): string {
  const piece = text.slice(from, to);
  const lines = sizeOf(piece).lines - (piece.endsWith('\n') ? 1 : 0);
  return lines > 1 ? `[pasted ${plural(lines, 'line')}]` : `[pasted ${plural(piece.length, 'character')}]`;
}
