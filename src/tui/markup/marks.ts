/** Finds and paints the pieces of a text that are for oneself: one's name, everybody's, and one's own words. */
import {highlighted, type Highlights} from '../../shared/words/highlight.ts';
import {findMentions} from '../../shared/words/mention.ts';
import type {Paint} from '../theme.ts';

export interface Marks {
  /** Names that are mentioned with `@`. */
  names: readonly string[];
  highlights?: Highlights | undefined;
}

export const NO_MARKS: Marks = {names: []};

/** Ranges in order of finding; they may overlap. @param safeText after `display()` */
export function marksIn(safeText: string, {names, highlights}: Marks): (readonly [from: number, to: number])[] {
  const found: (readonly [number, number])[] = names.flatMap(name =>
    findMentions(safeText, name).map(at => [at, at + 1 + name.length] as const),
  );
  if (highlights === undefined) return found;
  for (const {at, word} of highlighted(safeText, highlights)) found.push([at, at + word.length]);
  return found;
}

/** Paints the marked ranges. @param safeText after `display()` */
export function markMentions(safeText: string, marks: Marks, paint: Paint): string {
  let marked = '';
  let from = 0;
  for (const [at, end] of marksIn(safeText, marks).toSorted(([one], [other]) => one - other)) {
    if (at < from) continue;
    marked += safeText.slice(from, at) + paint(safeText.slice(at, end));
    from = end;
  }
  return marked + safeText.slice(from);
}
