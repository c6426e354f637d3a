/**
 * Finds a name by a few of its letters in order, and says how good the match is. By hand: a dozen lines without a table or an
 * index, so that a list of 10,000 names is ordered anew with every key; libraries for it bring a search of whole texts.
 */

/** Higher is better; absent if letters are missing. Case is ignored. */
export function fuzzyScore(name: string, letters: string): number | undefined {
  const text = name.toLowerCase();
  const wanted = letters.toLowerCase().replaceAll(' ', '');
  if (wanted === '') return 0;
  const whole = text.indexOf(wanted);
  // A contiguous match beats scattered letters; the start of a word beats its middle.
  if (whole !== -1) return 1_000 + (whole === 0 ? 500 : isWordStart(text, whole) ? 250 : 0) - text.length - whole;
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1);
    if (next === -1) return undefined;
    score += next === at + 1 ? 8 : isWordStart(text, next) ? 6 : 1;
    at = next;
  }
  return score - text.length / 10;
}

const isWordStart = (text: string, at: number): boolean => at === 0 || !/[a-z0-9]/.test(text.charAt(at - 1));

/** Best match first; ties keep their order. */
export function fuzzyFilter<Item>(items: readonly Item[], letters: string, nameOf: (item: Item) => string): Item[] {
  return items
    .map(item => ({item, score: fuzzyScore(nameOf(item), letters)}))
    .filter((match): match is {item: Item; score: number} => match.score !== undefined)
    .sort((one, other) => other.score - one.score)
    .map(({item}) => item);
}
