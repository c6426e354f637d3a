/** Memoizes a function of a text: most texts of a frame were in the one before. */

import {onWidthsChanged} from '../../../shared/text/ambiguous.ts';

/** Enough for several times the rows of a screen. */
const KEPT_MAX = 1_024;

/** Keeps at most twice `keptMax` results; those unused during the last `keptMax` new ones are dropped. */
export function memoized<Made>(make: (text: string) => Made, keptMax = KEPT_MAX): (text: string) => Made {
  let young = new Map<string, Made>();
  let old = new Map<string, Made>();
  onWidthsChanged(() => {
    young = new Map();
    old = new Map();
  });
  return text => {
    let made = young.get(text);
    if (made === undefined) {
      made = old.get(text) ?? make(text);
      if (young.size >= keptMax) {
        old = young;
        young = new Map();
      }
      young.set(text, made);
    }
    return made;
  };
}
