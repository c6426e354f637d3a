/** `/friend`: friends and friend requests. */
import {acceptFriend, addFriend, removeFriend} from '../../actions/people/friends.ts';
import {allowFriend, PERMISSION_WORDS} from '../../actions/people/permissions.ts';
import type {Client} from '../../client.ts';
import type {ContactFact, State} from '../../state/state.ts';
import {becameWords, friendCells, friendWords} from '../../wording/rows/friendWords.ts';
import {personWords} from '../../wording/nameWords.ts';
import {tableOf} from '../../../shared/text/table.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Contact} from '../../../shared/model.ts';
import type {Command, Outcome} from '../command.ts';

const USAGE = '[add|accept|decline|remove|set @name]';
const SET = '/friend set';

interface Step {
  take: (client: Client, name: string) => Promise<Contact>;
  /** States of the people offered by completion; absent: everybody. */
  of?: readonly ContactFact['state'][];
}

const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['add', {take: addFriend}],
  ['accept', {take: acceptFriend, of: ['asking']}],
  ['decline', {take: removeFriend, of: ['asking']}],
  ['remove', {take: removeFriend, of: ['friend', 'asked']}],
]);

export const friend: Command = {
  name: 'friend',
  aliases: ['friends'],
  usage: '[add|remove|set|… @name]',
  summary: 'Shows your friends, asks somebody to be one, answers who asks, or ends it.',
  details: [
    'Friends stand first in the pane of people, with when they were seen last. The list is kept on the ' +
      'server, for all your devices.',
    'Somebody is your friend once they accept. Who is declined is not told. See also /block.',
    '/friend set @bob auto-accept 10M ~/from-bob: on this machine, files of up to 10 MiB are taken without ' +
      'asking, into this folder.',
    '/friend set @bob direct always|ask|never: whether your network address is told for files that go past the server.',
    'all stands for all friends; off, and default for what holds for all. At most 100 files of one person a ' +
      'day; never onto a nearly full disk.',
  ],
  complete(state, words, started) {
    const [what, ...more] = words;
    if (what === undefined) return [...STEPS.keys(), 'set', 'list'].filter(word => word.startsWith(started));
    if (what === 'set') return completeSet(state, more, started);
    const step = STEPS.get(what);
    if (step === undefined || more.length > 0) return [];
    return step.of === undefined ? personWords(state, started) : friendWords(state, started, step.of);
  },
  async run(client, {words}) {
    const [what = 'list', name, ...more] = words;
    if (what === 'list' && name === undefined) return list(client);
    if (what === 'set') return {kind: 'told', sentence: await allowFriend(client, words.slice(1), SET)};
    const step = STEPS.get(what);
    if (step === undefined || name === undefined || more.length > 0)
      throw new ChatError('command-usage', `/friend ${USAGE}`);
    return {kind: 'told', sentence: becameWords(await step.take(client, name))};
  },
};

function completeSet(state: State, words: readonly string[], started: string): readonly string[] {
  const [name, what, ...more] = words;
  if (name === undefined)
    return [...friendWords(state, started, ['friend']), ...['all'].filter(word => word.startsWith(started))];
  const next = what === undefined ? Object.keys(PERMISSION_WORDS) : more.length > 0 ? [] : permissionValues(what);
  return next.filter(word => word.startsWith(started));
}

const permissionValues = (what: string): readonly string[] =>
  Object.hasOwn(PERMISSION_WORDS, what) ? (PERMISSION_WORDS[what] ?? []) : [];

async function list(client: Client): Promise<Outcome> {
  const cells = friendCells(client.getState(), await client.permissions.list());
  if (cells.length > 0) return {kind: 'show', title: 'Friends', rows: tableOf(cells)};
  return {kind: 'told', sentence: 'You have no friends in your list yet. Use /friend add @name'};
}
