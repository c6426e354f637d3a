/**
 * Finds the name that a mistyped one most likely meant. The edit distance is by hand: a swap of two letters counts as one
 * slip here, and as two in `leven`.
 */

/** Maximum letters that are compared, more than any name has, because comparing takes time in proportion. */
const TYPED_LENGTH_MAX = 64;

/** The nearest name, among equals the first; case does not matter. `undefined` when all need more than `slipsMax` slips. */
export function nearestOf(names: Iterable<string>, typed: string, slipsMax: number): string | undefined {
  const looked = typed.slice(0, TYPED_LENGTH_MAX).toLowerCase();
  let nearest: string | undefined;
  let slips = slipsMax + 1;
  for (const name of names) {
    const distance = distanceOf(looked, name.toLowerCase());
    if (distance >= slips) continue;
    nearest = name;
    slips = distance;
  }
  return nearest;
}

/** The end of a sentence about an unknown name, with a suggestion if there is one. */
export function orNearest(names: Iterable<string>, typed: string, slipsMax: number): string {
  const nearest = nearestOf(names, typed, slipsMax);
  return nearest === undefined ? '.' : `; did you mean ${nearest}?`;
}

/** Edit distance: number of letters to insert, delete, replace or swap with the next one. */
function distanceOf(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({length: other.length + 1}, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwap = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwap ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[other.length] ?? 0;
}
