/** Text with each chip folded to one character, and the mapping of positions between both. */
import {chipLabel} from './chips.ts';
import type {Chip} from './editorState.ts';

export interface Fold {
  folded: string;
  /** Labels of the characters that stand for pastes. */
  labels: ReadonlyMap<string, string>;
  toFolded: (place: number) => number;
  toWhole: (place: number) => number;
}

/** Private-use characters, which hardly ever occur in text. */
const SIGN_FIRST = 0xe000;
const SIGN_LAST = 0xf8ff;

/** Absent if the text uses all characters that could stand for a chip. */
export function foldOf(text: string, chips: readonly Chip[]): Fold | undefined {
  const pieces = [...chips, {from: text.length, to: text.length}].map(({from}, index) =>
    text.slice(chips[index - 1]?.to ?? 0, from),
  );
  const signs = signsBeside(pieces, chips.length);
  if (signs.length < chips.length) return undefined;
  let shorter = 0;
  const spans = chips.map(({from, to}) => {
    const at = from - shorter;
    shorter += to - from - 1;
    return {from, to, at};
  });
  return {
    folded: pieces.map((piece, index) => piece + (signs[index] ?? '')).join(''),
    labels: new Map(chips.map((chip, index) => [signs[index] ?? '', chipLabel(text, chip)])),
    toFolded(place) {
      const span = spans.findLast(({from}) => from < place);
      if (span === undefined) return place;
      return place < span.to ? span.at : place - span.to + span.at + 1;
    },
    toWhole(place) {
      const span = spans.findLast(({at}) => at < place);
      return span === undefined ? place : place - span.at - 1 + span.to;
    },
  };
}

/** Picks characters that do not occur in the text outside the pastes. */
function signsBeside(pieces: readonly string[], count: number): string[] {
  const signs: string[] = [];
  for (let code = SIGN_FIRST; signs.length < count && code <= SIGN_LAST; code++) {
    const sign = String.fromCharCode(code);
    if (!pieces.some(piece => piece.includes(sign))) signs.push(sign);
  }
  return signs;
}
