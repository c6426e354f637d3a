/** Orders hits by relevance. */
import {saidTextOf, withSaidText, type Entry} from '../entries/entry.ts';
import {excerptOf} from './excerpt.ts';
import type {SearchHit} from './search.ts';

export interface Ranked {
  docid: number;
  roomId: number;
  entry: Entry;
  text: string;
  /** Of what was found in the text. */
  places: readonly (readonly [from: number, to: number])[];
}

/**
 * Higher for texts with a larger share of matches, more of them, closer together and nearer to the beginning; with equal
 * scores the newer one first.
 */
export function ranked(hits: readonly Ranked[]): Ranked[] {
  const scores = new Map(hits.map(hit => [hit, scoreOf(hit)]));
  return hits.toSorted((one, other) => (scores.get(other) ?? 0) - (scores.get(one) ?? 0) || other.docid - one.docid);
}

/** Long texts have more matches: the score is normalized by length, but less than proportionally. */
function scoreOf({text, places}: Pick<Ranked, 'text' | 'places'>): number {
  const found = places.reduce((sum, [from, to]) => sum + to - from, 0);
  const density = found / (20 + text.length ** 0.75);
  const gaps = places.slice(1).map(([from], index) => from - (places[index]?.[1] ?? 0));
  const closeness = gaps.length === 0 ? 0 : 1 / (1 + Math.min(...gaps) / 10);
  return density + 0.1 * closeness + 0.1 / (1 + (places[0]?.[0] ?? text.length) / 50);
}

/** Of what is shown of it: hits of two places can be compared only by that. */
export const scoreOfHit = ({entry, marks}: SearchHit): number =>
  scoreOf({
    text: saidTextOf(entry),
    places: marks.map(({at, length}) => [at, at + length]),
  });

/** As it is shown: the text is cut around what was found. */
export function toHit({roomId, entry, text, places}: Ranked): SearchHit {
  const excerpt = excerptOf(text, places);
  return {roomId, entry: withSaidText(entry, excerpt.text), marks: excerpt.marks};
}
