/** Of entries in order, those without a hole between them. */
import type {Entry} from '../../shared/entries/entry.ts';

/** The last ones that follow on each other. */
export function tailOf(entries: readonly Entry[]): Entry[] {
  let from = entries.length;
  while (from > 0 && (from === entries.length || entries[from - 1]?.seq === (entries[from]?.seq ?? 0) - 1)) from--;
  return entries.slice(from);
}

/** The first ones that follow on each other. */
export function headOf(entries: readonly Entry[]): Entry[] {
  let end = entries.length === 0 ? 0 : 1;
  while (end < entries.length && entries[end]?.seq === (entries[end - 1]?.seq ?? 0) + 1) end++;
  return entries.slice(0, end);
}
