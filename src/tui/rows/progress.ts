/** How far something is, as a bar of so many columns. */
import type {Theme} from '../theme.ts';

/** @param share from 0 to 1 */
export function progressBar(share: number, columns: number, theme: Theme): string {
  const done = Math.max(0, Math.min(columns, Math.round((Number.isFinite(share) ? share : 0) * columns)));
  return theme.good('█'.repeat(done)) + theme.dim('░'.repeat(columns - done));
}
