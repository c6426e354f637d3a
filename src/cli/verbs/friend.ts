/** `friend`: manages one's list of friends on the server. */
import {acceptFriend, addFriend, blockPerson, removeFriend} from '../../client/actions/people/friends.ts';
import {allowFriend} from '../../client/actions/people/permissions.ts';
import {requireRight} from '../../client/core/tokenRight.ts';
import type {Client} from '../../client/client.ts';
import {orderedContacts} from '../../client/state/order.ts';
import {userOf} from '../../client/state/selectors.ts';
import {becameWords, friendCells} from '../../client/wording/rows/friendWords.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Contact} from '../../shared/model.ts';
import type {ContactLine} from '../../shared/output/shellOutput.ts';
import {withSession} from '../account/logins.ts';
import {parsePerson} from '../account/target.ts';
import {printTable} from '../output/printTable.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

const STEPS: ReadonlyMap<string, (client: Client, name: string) => Promise<Contact>> = new Map<
  string,
  (client: Client, name: string) => Promise<Contact>
>([
  ['add', addFriend],
  ['accept', acceptFriend],
  ['decline', removeFriend],
  ['remove', removeFriend],
  ['block', blockPerson],
  ['unblock', (client, name) => blockPerson(client, name, false)],
]);

export const friend: Verb = {
  name: 'friend',
  usage: '[step] [person] [words...]',
  choices: {step: ['list', ...STEPS.keys(), 'set']},
  summary:
    'list your friends; ask, accept, decline, remove, block or unblock somebody, or set what a friend may do unasked',
  prints: 'Contact',
  options: [JSON_OPTION],
  examples: [
    ['chat-tui friend', 'friends and who is there, open requests, blocked people'],
    ['chat-tui friend add @bob', 'asks; he is your friend once he accepts'],
    ['chat-tui friend accept @bob', 'decline and remove are called alike'],
    ['chat-tui friend block @mallory', 'unblock ends it'],
    ['chat-tui friend set @bob auto-accept 10M ~/from-bob', 'takes files of up to 10 MiB unasked, on this machine'],
    ['chat-tui friend set @bob direct always', 'tells him your network address unasked; also ask, never, default'],
    ['chat-tui friend list --json', 'one JSON object a person'],
  ],
  async run(shell, call) {
    const [step = 'list', person] = call.words;
    const take = STEPS.get(step);
    if (step === 'set') return setPermission(shell, call.words.slice(1));
    if (step === 'list' ? person !== undefined : take === undefined || person === undefined || call.words.length > 2)
      throw new ChatError(
        'command-usage',
        `chat-tui friend ${[...STEPS.keys()].join('|')} @NAME, or chat-tui friend list`,
      );
    const isJson = call.options.json === true;
    const name = person === undefined ? '' : parsePerson(person);
    await withSession(shell, async client => {
      if (take !== undefined) {
        const contact = await take(client, name);
        if (isJson) shell.printJson(lineOf(contact));
        else shell.tell(step === 'unblock' ? `@${name} is not blocked.` : becameWords(contact));
        return;
      }
      const state = client.getState();
      requireRight(state, 'people');
      const permissions = await client.permissions.list();
      if (!isJson) return printTable(shell, friendCells(state, permissions));
      for (const {name: login, state: is, atMs, lastSeenAtMs} of orderedContacts(state))
        shell.printJson({
          ...lineOf({user: userOf(state, login), state: is, atMs, lastSeenAtMs}),
          ...permissions.get(login),
        });
    });
  },
};

const setPermission = (shell: Shell, words: readonly string[]): Promise<void> =>
  withSession(shell, async client => shell.tell(await allowFriend(client, words, 'chat-tui friend set')));

const lineOf = ({user, state, atMs, lastSeenAtMs}: Contact): ContactLine => ({
  ...user,
  contact: state,
  sinceMs: atMs,
  ...(lastSeenAtMs !== undefined && {lastSeenAtMs}),
});
