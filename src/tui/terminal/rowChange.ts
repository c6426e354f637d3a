/** What is written of a row that changed: from the first column on that is not the same. */
import {plainOf, STYLE} from './quickText.ts';

export type RowChange = (before: string, after: string, columns: number) => string;

/** Compared at once; what follows letter by letter is shorter. */
const STRIDE = 16;

/** The length of what both begin with, and not in the middle of a style. */
function commonLength(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let common = 0;
  while (common + STRIDE <= most && before.startsWith(after.slice(common, common + STRIDE), common)) common += STRIDE;
  while (common < most && before.charCodeAt(common) === after.charCodeAt(common)) common++;
  const style = common === 0 ? -1 : after.lastIndexOf('\u001B', common - 1);
  return style >= 0 && after.slice(style, common).indexOf('m') < 0 ? style : common;
}

/** @param change Ink's own, which takes rows apart that hold anything but characters of one column */
export function quickChange(change: RowChange): RowChange {
  return (before, after, columns) => {
    const plainBefore = plainOf(before);
    const plainAfter = plainOf(after);
    const isQuick = plainBefore !== undefined && plainAfter !== undefined;
    if (!isQuick || Math.max(plainBefore.length, plainAfter.length) > columns) return change(before, after, columns);
    const common = commonLength(before, after);
    const styles = (after.slice(0, common).match(STYLE) ?? []).join('');
    const column = common - styles.length;
    const whole = `\u001B[1G\u001B[K${after}`;
    // Behind the last column the cursor is not where one would think.
    if (column >= columns) return whole;
    const changed = `\u001B[${column + 1}G\u001B[K${styles}${after.slice(common)}`;
    return changed.length < whole.length ? changed : whole;
  };
}
