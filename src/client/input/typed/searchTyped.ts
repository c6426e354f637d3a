/** Reads a typed search: words and filters, such as `from:@bob in:#dev after:yesterday has:link`. */
import {loginOf} from '../../../shared/words/typedName.ts';
import {ChatError} from '../../../shared/errors.ts';
import {NAME_PATTERN} from '../../../shared/access/loginName.ts';
import {SEARCH_HAS, SEARCH_ORDERS} from '../../../shared/search/query.ts';
import type {SearchAsked} from '../../../shared/search/search.ts';
import {parseSearch} from '../../../shared/search/query.ts';
import {pastMomentOf} from '../../wording/pastMoment.ts';
import {roomArgument} from './roomArgument.ts';
import type {State} from '../../state/state.ts';

/** A quoted phrase, `key:value` (the value may be quoted), or any other word. */
const PART = /"[^"]*"?\*?|(from|in|before|after|on|has|sort):("[^"]*"?|\S*)|[^\s"]+/gi;

/** Filter names with colon, for completion. */
export const SEARCH_KEYS = ['from:', 'in:', 'after:', 'before:', 'on:', 'has:', 'sort:'] as const;

type Reader = (value: string, state: State, nowMs: number) => Partial<SearchAsked>;

const READERS: Readonly<Record<string, Reader>> = {
  from(value, {me}) {
    const name = loginOf(value);
    const wanted = name === 'me' ? (me?.name ?? '') : name;
    if (!NAME_PATTERN.test(wanted)) throw invalid(`from:${value} is nobody.`);
    return {from: wanted};
  },
  in: (value, state) => ({
    roomId: roomArgument(state, /^[#@]/.test(value) ? value.toLowerCase() : `#${value.toLowerCase()}`).room.roomId,
  }),
  after: (value, _state, nowMs) => ({afterMs: dayOf('after', value, nowMs)}),
  before: (value, _state, nowMs) => ({beforeMs: dayOf('before', value, nowMs)}),
  on(value, _state, nowMs) {
    const afterMs = dayOf('on', value, nowMs);
    const day = new Date(afterMs);
    // The next calendar day: a day may have 23 or 25 hours.
    return {afterMs, beforeMs: new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime()};
  },
  has(value) {
    const found = SEARCH_HAS.find(one => one === value.toLowerCase().replace(/s$/, ''));
    if (found === undefined) throw invalid(`has:${value} is unknown: it is has:file, has:link or has:code.`);
    return {has: [found]};
  },
  sort(value) {
    const order = SEARCH_ORDERS.find(one => one === value.toLowerCase());
    if (order === undefined) throw invalid(`sort:${value} is unknown: it is sort:newest or sort:best.`);
    return {order};
  },
};

const invalid = (detail: string) => new ChatError('search-invalid', detail.slice(0, 120));

function dayOf(key: string, value: string, nowMs: number): number {
  const atMs = pastMomentOf(value, nowMs);
  if (atMs === undefined) throw invalid(`${key}:${value} is no day: it is such as 2026-11-03, yesterday or 3d.`);
  return Math.max(0, atMs);
}

/** @throws search-invalid, not-in-room */
export function parseTyped(typed: string, state: State, nowMs: number): SearchAsked {
  const words: string[] = [];
  let asked: Partial<SearchAsked> = {};
  for (const [part, key, value = ''] of typed.matchAll(PART)) {
    if (key === undefined) words.push(part);
    else {
      const more = READERS[key.toLowerCase()]?.(value.replaceAll('"', ''), state, nowMs) ?? {};
      asked = {
        ...asked,
        ...more,
        ...(more.has !== undefined && {has: [...new Set([...(asked.has ?? []), ...more.has])]}),
      };
    }
  }
  const text = words.join(' ');
  if (
    parseSearch(text.slice(0, 10_000)).terms.length === 0 &&
    (text !== '' || Object.keys(asked).every(key => key === 'order'))
  )
    throw invalid('There is no word in it.');
  return {words: text, ...asked};
}
