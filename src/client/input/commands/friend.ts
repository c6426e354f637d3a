/** `/friend`: who is one's friend, and who asks to be. */
import {acceptFriend, addFriend, removeFriend} from '../../actions/people/contact.ts';
import type {Client} from '../../client.ts';
import type {ContactFact, State} from '../../state/state.ts';
import {becameWords, contactCells, contactWords} from '../../wording/contactWords.ts';
import {personWords} from '../../wording/nameWords.ts';
import {tableOf} from '../../../shared/text/table.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Contact} from '../../../shared/model.ts';
import type {Command, Outcome} from '../command.ts';

const USAGE = '[add|accept|decline|remove @name]';

interface Step {
  take: (client: Client, name: string) => Promise<Contact>;
  /** Who can be meant; absent where everybody can. */
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
  usage: USAGE,
  summary: 'Shows your friends, asks somebody to be one, answers who asks, or ends it.',
  details: [
    'Friends stand first in the pane of people, with when they were seen last. The list is kept on the server, for all your devices.',
    'Somebody is your friend once they accept. Who is declined is not told. See also /block.',
  ],
  complete(state, words, started) {
    const [what, ...more] = words;
    if (what === undefined) return [...STEPS.keys(), 'list'].filter(word => word.startsWith(started));
    const step = STEPS.get(what);
    if (step === undefined || more.length > 0) return [];
    return step.of === undefined ? personWords(state, started) : contactWords(state, started, step.of);
  },
  async run(client, {words}) {
    const [what = 'list', name, ...more] = words;
    if (what === 'list' && name === undefined) return list(client.getState());
    const step = STEPS.get(what);
    if (step === undefined || name === undefined || more.length > 0)
      throw new ChatError('command-usage', `/friend ${USAGE}`);
    return {kind: 'told', sentence: becameWords(await step.take(client, name))};
  },
};

function list(state: State): Outcome {
  const cells = contactCells(state);
  if (cells.length > 0) return {kind: 'show', title: 'Friends', rows: tableOf(cells)};
  return {kind: 'told', sentence: 'You have no friends in your list yet. Use /friend add @name'};
}
