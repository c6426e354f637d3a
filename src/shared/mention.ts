/** The one rule of what mentions somebody: server and client count by it, and the screen marks by it. */

/** Where `@name`, with a lower-case name, neither goes on nor follows on from a word; case does not matter. */
export function findMentions(text: string, name: string, max = Number.POSITIVE_INFINITY): number[] {
  const found: number[] = [];
  if (!text.includes('@')) return found;
  const lower = lowerOf(text);
  const wanted = `@${name}`;
  for (let at = lower.indexOf(wanted); at !== -1 && found.length < max; at = lower.indexOf(wanted, at + 1)) {
    if (isBoundary(lower, at - 1) && isEnd(lower, at + wanted.length)) found.push(at);
  }
  return found;
}

export const mentions = (text: string, name: string): boolean => findMentions(text, name, 1).length > 0;

/** As long as the text, so that places are the same in both: a few letters become two in lower case, and no name has one of them. */
function lowerOf(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll(/[A-Z]+/g, letters => letters.toLowerCase());
}

const isBoundary = (text: string, at: number): boolean => at < 0 || !/[a-z0-9@._-]/.test(text.charAt(at));

/** A dot or dash ends the name when no more of a name follows: `@ann.` at the end of a sentence. */
function isEnd(text: string, at: number): boolean {
  return !/^[._-]*[a-z0-9]/.test(text.slice(at, at + 40)) && text.charAt(at) !== '_';
}
