/** `/search`: searches messages in all rooms. */
import type {Command} from '../command.ts';
import {SEARCH_KEYS} from '../typed/searchTyped.ts';

export const search: Command = {
  name: 'search',
  aliases: ['find', 'grep'],
  usage: '[WORDS]',
  summary: 'Finds messages in all rooms you are in, by words and by who said them, where and when.',
  details: [
    'All words must be there: deploy "release notes" fail*. Quotes hold words together, * stands for the rest of a word.',
    'from:@bob, from:me, in:#dev, in:@bob, after:2026-11-03, before:yesterday, on:monday, has:file, has:link, has:code.',
    'The newest first; sort:best shows what fits best among the newest 500. Enter goes to the place, Esc comes back.',
  ],
  complete: (state, _words, started) => {
    const people = Object.keys(state.userByName).map(name => `from:@${name}`);
    const all = started.startsWith('from:')
      ? people
      : [...SEARCH_KEYS, 'has:file', 'has:link', 'has:code', 'sort:best'];
    return started === '' ? [] : all.filter(one => one.startsWith(started.toLowerCase()));
  },
  run: async (_client, {rest}) => ({kind: 'search', typed: rest}),
};
