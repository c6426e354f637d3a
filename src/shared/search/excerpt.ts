/** The part of a text around the matches of a search, with the positions of the matches. */

export interface Excerpt {
  text: string;
  /** Positions in the excerpt: start and length in UTF-16 code units. */
  marks: {at: number; length: number}[];
}

/** Maximum UTF-16 code units of an excerpt. */
const EXCERPT_MAX = 300;
/** UTF-16 code units shown before the first match. */
const BEFORE_MAX = 60;
export const MARKS_MAX = 50;

export function excerptOf(text: string, places: readonly (readonly [from: number, to: number])[]): Excerpt {
  const first = places[0]?.[0] ?? 0;
  const start = text.length <= EXCERPT_MAX || first <= BEFORE_MAX ? 0 : startNear(text, first);
  const end = Math.min(text.length, start + EXCERPT_MAX);
  const head = start > 0 ? '…' : '';
  const tail = end < text.length ? '…' : '';
  const marks = places
    .map(([from, to]) => ({at: Math.max(from, start), end: Math.min(to, end)}))
    .filter(({at, end: to}) => at < to)
    .slice(0, MARKS_MAX)
    .map(({at, end: to}) => ({at: at - start + head.length, length: to - at}));
  return {text: head + text.slice(start, end).toWellFormed() + tail, marks};
}

/** The start of the excerpt: after a nearby space if there is one. */
function startNear(text: string, first: number): number {
  const from = first - BEFORE_MAX;
  const space = text.slice(from, from + BEFORE_MAX / 2).search(/\s/);
  return from + space + 1;
}
