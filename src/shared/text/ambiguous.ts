/**
 * Characters that take one column in most terminals and two in those of East Asia (*ambiguous* in Unicode): which of the two
 * holds in this terminal, once it is known. A process has one terminal.
 */

let isWide = false;
const forgetting = new Set<() => void>();

export const areAmbiguousWide = (): boolean => isWide;

/** @returns whether anything is measured otherwise now */
export function setAmbiguousWide(next: boolean): boolean {
  if (isWide === next) return false;
  isWide = next;
  for (const forget of forgetting) forget();
  return true;
}

/** For what remembers widths: called when they are others. */
export const onWidthsChanged = (forget: () => void): void => void forgetting.add(forget);
