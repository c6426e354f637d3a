/** One row for a search hit: the text around the match, with the match marked. */
import {hasWords, readableTextOf} from '../../../shared/entries/entry.ts';
import type {SearchHit} from '../../../shared/search/search.ts';
import {clipColumns, columnsOf} from '../../../shared/text/columns.ts';
import type {Markup} from '../../markup/markup.ts';
import {messageLine} from '../../markup/messageLine.ts';
import type {OverlayFacts} from '../../overlay.ts';
import type {Paint} from '../../theme.ts';

/** Mark the match while the text passes through the message renderer; private-use characters, for which no font has a glyph. */
const [FROM, TO] = ['\u{10FFFC}', '\u{10FFFD}'] as const;
const SIGNS = /([\u{10FFFC}\u{10FFFD}])/u;

/** Clips the text so that the match is visible. */
export function markedText(hit: SearchHit, columns: number, {theme, markup}: OverlayFacts): string {
  const pieces = piecesOf(hit, markup);
  const found = pieces.findIndex(({isFound}) => isFound);
  const before = pieces.slice(0, Math.max(0, found)).map(({text}) => text);
  const length = columnsOf(before.join(''));
  let left = columns;
  let skipped = length > columns / 2 ? startNear(before.join(''), before.join('').length - Math.floor(columns / 3)) : 0;
  let line = '';
  const add = (text: string, paint: Paint): void => {
    const shown = clipColumns(text, left);
    left -= columnsOf(shown);
    line += paint(shown);
  };
  if (skipped > 0) add('…', plain);
  for (const {text, isFound} of pieces) {
    if (left <= 0) break;
    const shown = text.slice(skipped);
    skipped = Math.max(0, skipped - text.length);
    add(shown, isFound ? theme.mention : plain);
  }
  return line;
}

const plain: Paint = text => text;

interface Piece {
  text: string;
  isFound: boolean;
}

/** The message in one line, safe to show, split at the match. */
function piecesOf({entry, marks}: SearchHit, markup: Markup | undefined): Piece[] {
  const whole = readableTextOf(entry).replaceAll(/[\u{10FFFC}\u{10FFFD}]/gu, '  ');
  let marked = '';
  let at = 0;
  for (const mark of marks) {
    if (mark.at < at) continue;
    const end = mark.at + mark.length;
    marked += `${whole.slice(at, mark.at)}${FROM}${whole.slice(mark.at, end)}${TO}`;
    at = end;
  }
  marked += whole.slice(at);
  let isFound = false;
  return messageLine(marked, hasWords(entry) ? markup : undefined)
    .split(SIGNS)
    .flatMap(text => {
      if (text !== FROM && text !== TO) return text === '' ? [] : [{text, isFound}];
      isFound = text === FROM;
      return [];
    });
}

/** Start of the excerpt: after a space if one is near; never inside a grapheme. */
function startNear(text: string, from: number): number {
  const space = text.slice(from, from + 12).search(/\s/);
  const at = from + space + 1;
  return /^[\uDC00-\uDFFF]/.test(text.slice(at, at + 1)) ? at + 1 : at;
}
