/** The one rule of what mentions somebody; server and client count by it. */

/** `@name` where the name neither goes on nor follows on from a word; case does not matter. */
export function mentions(text: string, name: string): boolean {
  if (!text.includes('@')) return false;
  const lower = text.toLowerCase();
  const wanted = `@${name}`;
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, at + 1)) {
    if (isBoundary(lower, at - 1) && isEnd(lower, at + wanted.length)) return true;
  }
  return false;
}

const isBoundary = (text: string, at: number): boolean => at < 0 || !/[a-z0-9@._-]/.test(text.charAt(at));

/** A dot or dash ends the name when no more of a name follows: `@ann.` at the end of a sentence. */
function isEnd(text: string, at: number): boolean {
  return !/^[._-]*[a-z0-9]/.test(text.slice(at, at + 40)) && text.charAt(at) !== '_';
}
