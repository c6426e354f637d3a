/** Makes what is for oneself stand out in what others write. */
import {marksIn, type Marks} from '../../markup/marks.ts';
import type {Paint} from '../../theme.ts';

/** @param safeText has gone through `display()` */
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
