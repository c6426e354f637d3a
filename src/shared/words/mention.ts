/** Finds mentions in a text; server, client and screen use the same rule. */
import {NAME_PATTERN} from '../access/loginName.ts';
import {codeIn} from '../text/code.ts';

/**
 * Positions of `@name` (`name` in lower case; the case of the text is ignored). A mention must not continue a word of any
 * script or be continued by one, and must not be in a link or code.
 */
export function findMentions(text: string, name: string, max = Number.POSITIVE_INFINITY): number[] {
  const found: number[] = [];
  if (!text.includes('@')) return found;
  const lower = lowerOf(text);
  const wanted = `@${name}`;
  for (let at = lower.indexOf(wanted); at !== -1 && found.length < max; at = lower.indexOf(wanted, at + 1)) {
    if (isEnd(lower, at + wanted.length) && isStart(text, at)) found.push(at);
  }
  return found;
}

export const mentions = (text: string, name: string): boolean => findMentions(text, name, 1).length > 0;

/** `room`: all people in the room; `here`: those of them who are online, and neither idle, away nor busy. */
export const NAMES_OF_ALL = ['room', 'here'] as const;

/** Which of the two the text contains; if both, `room`, which reaches more people. */
export const nameOfAllIn = (text: string): (typeof NAMES_OF_ALL)[number] | undefined =>
  NAMES_OF_ALL.find(name => mentions(text, name));

const NAME_LENGTH_MAX = 40;
const NAME_START = /^[a-z0-9][a-z0-9._-]*/;

/** Maximum candidates in one text; no real message mentions more people. */
export const NAME_TRIES_MAX = 1_000;

/** All candidate names; each with and without a dot or dash at its end. @param max maximum number of names */
export function namesMentioned(text: string, max: number): string[] {
  const names = new Set<string>();
  const lower = lowerOf(text);
  for (const {at, name} of nameTries(text, lower)) {
    if (NAME_PATTERN.test(name) && isEnd(lower, at + 1 + name.length)) names.add(name);
    if (names.size >= max) break;
  }
  return [...names];
}

/** Candidate names with the positions of their `@`; yields at most `NAME_TRIES_MAX`, which bounds the work. */
export function* nameTries(text: string, lower = lowerOf(text)): Generator<{at: number; name: string}> {
  let left = NAME_TRIES_MAX;
  for (let at = lower.indexOf('@'); at !== -1 && left > 0; at = lower.indexOf('@', at + 1)) {
    const found = NAME_START.exec(lower.slice(at + 1, at + 1 + NAME_LENGTH_MAX))?.[0] ?? '';
    if (found === '' || !isStart(text, at)) continue;
    for (let name = found; name.length > 1 && left > 0; name = name.slice(0, -1)) {
      left--;
      yield {at, name};
      if (!/[._-]$/.test(name)) break;
    }
  }
}

/**
 * Lower case of the same length, so that positions stay valid: a few letters become two in lower case, but no name contains
 * them.
 */
export function lowerOf(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll(/[A-Z]+/g, letters => letters.toLowerCase());
}

const isStart = (text: string, at: number): boolean => !followsOn(text, at) && !isInCodeOrLink(text, at);

/** Whether the `@` continues a word: after a letter, digit or mark of any script, or a character of addresses and names. */
const followsOn = (text: string, at: number): boolean =>
  /[\p{L}\p{N}\p{M}@._-]$/u.test(text.slice(Math.max(0, at - 2), at));

/**
 * Whether a name ends here: also before a dot or dash that no further name character follows, as in `@ann.` at the end of a
 * sentence.
 */
function isEnd(text: string, at: number): boolean {
  const after = text.slice(at, at + NAME_LENGTH_MAX);
  return !/^[._-]*[a-z0-9]/.test(after) && !/^[_\p{Script=Latin}\p{M}]/u.test(after);
}

type Range = readonly [from: number, to: number];

interface Insides {
  text: string;
  /** Ranges of links, ascending. */
  links: readonly Range[];
  code: readonly Range[];
}

/** Cache for the text that was examined last, because one text is searched for several names. */
let latest: Insides = {text: '', links: [], code: []};

export function isInCodeOrLink(text: string, at: number): boolean {
  if (latest.text !== text)
    latest = {text, links: linksIn(text), code: codeIn(text).map(({from, to}) => [from, to] as const)};
  return isIn(latest.links, at) || isIn(latest.code, at);
}

function isIn(ranges: readonly Range[], at: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.[1] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return (ranges[low]?.[0] ?? Number.POSITIVE_INFINITY) <= at;
}

/**
 * The start of a link in a piece of text without spaces: `www.…`, `mailto:…` or `host.name/…`, possibly after brackets and
 * quotes.
 */
const LINK_START =
  /^[^\p{L}\p{N}@/]*(?:www\.|(?:mailto|xmpp|sip|matrix|tel):|[\p{L}\p{N}][\p{L}\p{N}-]*(?:\.[\p{L}\p{N}][\p{L}\p{N}-]*)+(?::\d+)?\/)/iu;

/** Ranges of links: from the start of the link to the end of the piece of text without spaces. */
function linksIn(text: string): [number, number][] {
  const ranges: [number, number][] = [];
  for (const {0: piece, index} of text.matchAll(/[^\s<>"]+/g)) {
    const scheme = /[a-z0-9]:\/\//i.exec(piece)?.index;
    const start = LINK_START.test(piece) ? 0 : scheme;
    if (start !== undefined) ranges.push([index + start, index + piece.length]);
  }
  return ranges;
}
