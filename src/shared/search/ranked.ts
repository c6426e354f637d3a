/** Orders hits by relevance. */
import {readableTextOf, withReadableText, type Entry} from '../entries/entry.ts';
import {excerptOf} from './excerpt.ts';
import type {SearchHit} from './search.ts';

export interface Ranked {
  docid: number;
  roomId: number;
  entry: Entry;
  text: string;
  /** Positions of the matches in the text. */
  places: readonly (readonly [from: number, to: number])[];
}

/**
 * Sorts hits by score: higher for a larger share of matches, more of them, closer together and nearer to the beginning. Of
 * equal scores, the newer hit comes first.
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

/** The score of a hit by its excerpt, because only that is known for hits of different sources. */
export const scoreOfHit = ({entry, marks}: SearchHit): number =>
  scoreOf({
    text: readableTextOf(entry),
    places: marks.map(({at, length}) => [at, at + length]),
  });

/** A hit for display: the text is cut around the matches. */
export function toHit({roomId, entry, text, places}: Ranked): SearchHit {
  const excerpt = excerptOf(text, places);
  return {roomId, entry: withReadableText(entry, excerpt.text), marks: excerpt.marks};
}
