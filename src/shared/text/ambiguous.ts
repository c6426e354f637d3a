/**
 * Characters that take one column in most terminals and two in East Asian ones (*ambiguous* in Unicode): stores which applies
 * to the terminal of this process, once it is known.
 */

let isWide = false;
const forgetting = new Set<() => void>();

export const areAmbiguousWide = (): boolean => isWide;

/** @returns whether widths have changed */
export function setAmbiguousWide(next: boolean): boolean {
  if (isWide === next) return false;
  isWide = next;
  for (const forget of forgetting) forget();
  return true;
}

/** Registers a callback for caches of widths, which is called when widths change. */
export const onWidthsChanged = (forget: () => void): void => void forgetting.add(forget);
