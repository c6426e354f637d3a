/** Makes one's own name stand out in what others write. */
import {findMentions} from '../../shared/mention.ts';
import type {Paint} from '../theme.ts';

/** @param safeText has gone through `display()` */
export function markMentions(safeText: string, names: readonly string[], paint: Paint): string {
  let marked = '';
  let from = 0;
  const found = names.flatMap(name => findMentions(safeText, name).map(at => ({at, end: at + 1 + name.length})));
  for (const {at, end} of found.toSorted((one, other) => one.at - other.at)) {
    if (at < from) continue;
    marked += safeText.slice(from, at) + paint(safeText.slice(at, end));
    from = end;
  }
  return marked + safeText.slice(from);
}
