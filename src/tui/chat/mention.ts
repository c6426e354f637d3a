/** Makes one's own name stand out in what others write. */
import {findMentions} from '../../shared/mention.ts';
import type {Paint} from '../theme.ts';

/** @param safeText has gone through `display()` */
export function markMentions(safeText: string, name: string, paint: Paint): string {
  let marked = '';
  let from = 0;
  for (const at of findMentions(safeText, name)) {
    const end = at + 1 + name.length;
    marked += safeText.slice(from, at) + paint(safeText.slice(at, end));
    from = end;
  }
  return marked + safeText.slice(from);
}
