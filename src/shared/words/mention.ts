/** Finds mentions in a text: the rule by which server and client count and the screen marks them. */
import {NAME_PATTERN} from '../access/loginName.ts';
import {codeIn} from '../text/code.ts';

/**
 * Places of `@name` (in lower case; the case of the text is ignored). It must not continue a word of any script, nor be
 * continued by one, and must not be in a link or code.
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

/** `room`: whoever is in the room; `here`: those of them who are at their devices. */
export const NAMES_OF_ALL = ['room', 'here'] as const;

/** Of the two the one that reaches more people; absent where the text has neither. */
export const nameOfAllIn = (text: string): (typeof NAMES_OF_ALL)[number] | undefined =>
  NAMES_OF_ALL.find(name => mentions(text, name));

const NAME_LENGTH_MAX = 40;
const NAME_START = /^[a-z0-9][a-z0-9._-]*/;

/** Maximum candidates in one text; no real message mentions more people. */
export const NAME_TRIES_MAX = 1_000;

/** All candidate names; a dot or dash at the end is tried with and without. @param max more are not looked for */
export function namesMentioned(text: string, max: number): string[] {
  const names = new Set<string>();
  const lower = lowerOf(text);
  for (const {at, name} of nameTries(text, lower)) {
    if (NAME_PATTERN.test(name) && isEnd(lower, at + 1 + name.length)) names.add(name);
    if (names.size >= max) break;
  }
  return [...names];
}

/** What may be a name, and where its `@` stands: the whole work of looking for names. */
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
 * As long as the text, so that places are the same in both: a few letters become two in lower case, and no name has one of them.
 */
export function lowerOf(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll(/[A-Z]+/g, letters => letters.toLowerCase());
}

const isStart = (text: string, at: number): boolean => !followsOn(text, at) && !isInCodeOrLink(text, at);

/** A letter, digit or mark of any script before the `@`, or a character that addresses and names have. */
const followsOn = (text: string, at: number): boolean =>
  /[\p{L}\p{N}\p{M}@._-]$/u.test(text.slice(Math.max(0, at - 2), at));

/** A dot or dash ends the name when no more of a name follows: `@ann.` at the end of a sentence. */
function isEnd(text: string, at: number): boolean {
  const after = text.slice(at, at + NAME_LENGTH_MAX);
  return !/^[._-]*[a-z0-9]/.test(after) && !/^[_\p{Script=Latin}\p{M}]/u.test(after);
}

type Range = readonly [from: number, to: number];

interface Insides {
  text: string;
  /** In order. */
  links: readonly Range[];
  code: readonly Range[];
}

/** Of the text that was asked about last: one text is looked through for several names. */
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

/** `www.…`, `mailto:…` or `host.name/…` at the start of a piece without space; brackets and quotes may stand before it. */
const LINK_START =
  /^[^\p{L}\p{N}@/]*(?:www\.|(?:mailto|xmpp|sip|matrix|tel):|[\p{L}\p{N}][\p{L}\p{N}-]*(?:\.[\p{L}\p{N}][\p{L}\p{N}-]*)+(?::\d+)?\/)/iu;

/** From where a piece of text without space becomes a link to the end of the piece. */
function linksIn(text: string): [number, number][] {
  const ranges: [number, number][] = [];
  for (const {0: piece, index} of text.matchAll(/[^\s<>"]+/g)) {
    const scheme = /[a-z0-9]:\/\//i.exec(piece)?.index;
    const start = LINK_START.test(piece) ? 0 : scheme;
    if (start !== undefined) ranges.push([index + start, index + piece.length]);
  }
  return ranges;
}
