/** Handles the outcome of a typed line in plain mode: prints it, and offers lists by number. */
import type {Client} from '../../client/client.ts';
import type {Place} from '../../client/actions/messages/messageActions.ts';
import {listInbox} from '../../client/actions/messages/reading.ts';
import {enterRoom, joinRoom} from '../../client/actions/room.ts';
import {searchMessages} from '../../client/actions/search.ts';
import {enterThread, readThread} from '../../client/actions/messages/threads.ts';
import {DONE, type Choice, type Outcome} from '../../client/input/command.ts';
import {parseTyped} from '../../client/input/typed/searchTyped.ts';
import {isIgnored} from '../../client/state/room/ignored.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {REASON_WORDS} from '../../client/wording/inboxWords.ts';
import {shownPath} from '../../client/wording/shownPath.ts';
import {readableTextOf} from '../../shared/entries/entry.ts';
import {sentenceOf} from '../../shared/errors.ts';
import {display} from '../../shared/text/safeText.ts';
import {hitText} from '../output/jsonLines.ts';
import {momentWords} from './entryWords.ts';
import type {LocalSettings} from '../../tui/localSettings.ts';
import {serverSentence, settingLines} from './plainSettings.ts';
import type {PlainView} from './plainView.ts';
import {askForPassphrase, askForPassword} from './secrets.ts';
import type {TypedLines} from './typedLines.ts';

export interface Plain {
  client: Client;
  view: PlainView;
  lines: TypedLines;
  /** Settings of this machine. */
  settings: LocalSettings;
  print: (this: void, line: string) => void;
  /** Ids of uploads that failed in this run. */
  failed: ReadonlySet<string>;
}

/** How the program ends, if it does; or the list from which the next line can choose. */
export type After = {end: Extract<Outcome, {kind: 'quit' | 'logout'}>} | {choices: readonly Choice[]} | undefined;

const ROWS_MAX = 50;

/** @throws ChatError */
export async function tellOutcome(plain: Plain, outcome: Outcome): Promise<After> {
  const {client, view, print} = plain;
  switch (outcome.kind) {
    case 'done':
      return undefined;
    case 'told':
      print(display(outcome.sentence, 'line'));
      return undefined;
    case 'show':
      print(`${display(outcome.title, 'line')}:`);
      outcome.rows.forEach(row => print(display(row, 'line').trimEnd()));
      return undefined;
    case 'choose':
      return offer(plain, outcome.title, outcome.choices);
    case 'goTo':
      if (client.getState().currentRoomId !== outcome.roomId) enterRoom(client, outcome.roomId);
      await view.showPlace(outcome);
      return undefined;
    case 'thread':
      await openThread(plain, outcome);
      return undefined;
    case 'search':
      return search(plain, outcome.typed);
    case 'open':
      return open(plain, outcome.overlay);
    case 'write':
      print(`Type it again, changed as you like: ${display(outcome.text, 'block')}`);
      return undefined;
    case 'refused':
      print(`Problem: ${display(sentenceOf(outcome.code, outcome.detail), 'line')}`);
      return undefined;
    case 'unreadHere':
      print('Say which message it is: /unread 3 is the third from the end.');
      return undefined;
    case 'openPath':
      print(`It lies at ${display(shownPath(outcome.path), 'line')}.`);
      return undefined;
    case 'copy':
      print(display(outcome.text, 'block'));
      return undefined;
    case 'page':
      print(display(outcome.href, 'line'));
      return undefined;
    case 'server':
      print(display(serverSentence(outcome.command), 'line'));
      return undefined;
    case 'setting':
      print(display(await plain.settings.set(outcome.name, outcome.value), 'line'));
      return undefined;
    case 'chatStyle':
    case 'theme':
    case 'keyboard':
    case 'noticeTest':
      print('That is about the full screen; there is nothing of it in the plain mode.');
      return undefined;
    case 'quit':
    case 'logout':
      return {end: outcome};
  }
}

/** Spoken meaning of the sign in the second column of the list of rooms. */
const SIGNS: Readonly<Record<string, string>> = {'*': 'yours', '+': 'you are invited'};

const SIGN_AT = 1;
const signWords = (cell: string): string => (Object.hasOwn(SIGNS, cell) ? (SIGNS[cell] ?? cell) : cell);

function offer({print}: Plain, title: string, all: readonly Choice[]): After {
  const choices = all.slice(0, ROWS_MAX);
  print(`${display(title, 'line')}${choices.length === 0 ? '.' : ':'}`);
  for (const {number, row, said} of choices) {
    const cells = typeof row === 'string' ? [row] : row;
    const words = [...cells.map((cell, at) => (at === SIGN_AT ? signWords(cell) : cell)), said ?? '']
      .map(cell => display(cell, 'line').trim())
      .filter(cell => cell !== '');
    print(`${number}. ${words.join(', ')}`);
  }
  if (all.length > choices.length) print(`and ${all.length - choices.length} more.`);
  if (choices.length > 0) print('A number takes one of them; anything else goes on as always.');
  return {choices};
}

async function openThread({client, view, print}: Plain, {roomId, seq}: Place): Promise<void> {
  const all = await readThread(client, {roomId, seq});
  const entries = all.filter(entry => !isIgnored(client.getState().roomById[roomId], entry));
  if (client.getState().currentRoomId !== roomId) enterRoom(client, roomId);
  enterThread(client, {roomId, seq});
  print(`The thread, ${entries.length} messages. What you type goes there; a line with a single dot leaves it.`);
  await view.showEntries(entries);
}

async function search(plain: Plain, typed: string): Promise<After> {
  const {client, lines} = plain;
  const {now} = client.options;
  const words = typed === '' ? await lines.ask('Search for what?') : typed;
  if (words === '') return undefined;
  const {hits, isNear, isKeptOnly} = await searchMessages(
    client,
    parseTyped(words, client.getState(), now()),
    ROWS_MAX,
  );
  const title = hits.length === 0 ? 'Nothing was found' : isNear ? 'Nothing is exactly so; near it are' : 'Found';
  const choices = hits.map((hit, at) => ({
    number: at + 1,
    row: [momentWords(hit.entry.sentAtMs, now()), nameOf(client, hit.roomId), hit.entry.sender],
    said: hitText(hit),
    take: async (): Promise<Outcome> => ({kind: 'goTo', roomId: hit.roomId, seq: hit.entry.seq}),
  }));
  return offer(plain, isKeptOnly === true ? `${title} (only what is kept on this machine)` : title, choices);
}

const nameOf = (client: Client, roomId: number): string => {
  const one = client.getState().roomById[roomId];
  return one === undefined ? 'a room' : labelOf(one.room);
};

const PASSPHRASE_DEEDS = {
  passphraseUnlock: 'unlock',
  passphraseSet: 'set',
  passphraseChange: 'change',
  passphraseRemove: 'remove',
} as const;

async function open(plain: Plain, what: Extract<Outcome, {kind: 'open'}>['overlay']): Promise<After> {
  const {print} = plain;
  switch (what) {
    case 'inbox':
      return inbox(plain);
    case 'passwordForm':
      await askForPassword(plain);
      return undefined;
    case 'filePicker':
      print('Say which file: /send PATH. A path with spaces stands in quotes.');
      return undefined;
    case 'keys':
      print('There are no keys here: all is done by commands, which /help lists.');
      return undefined;
    case 'passphraseUnlock':
    case 'passphraseSet':
    case 'passphraseChange':
    case 'passphraseRemove':
      await askForPassphrase(plain, PASSPHRASE_DEEDS[what]);
      return undefined;
    case 'settings':
      for (const line of await settingLines(plain.client, plain.settings)) print(display(line, 'line'));
      return undefined;
    case 'secondFactorOn':
    case 'secondFactorOff':
      print('A second factor is set up with chat-tui second-factor in the shell, or in the full screen.');
      return undefined;
  }
}

async function inbox(plain: Plain): Promise<After> {
  const {client} = plain;
  const {items} = await listInbox(client, undefined);
  const choices = items.map((item, at) => ({
    number: at + 1,
    row: [momentWords(item.atMs, client.options.now()), item.room, `${item.by} ${REASON_WORDS[item.reason]}`],
    said: item.entry === undefined ? '' : readableTextOf(item.entry),
    take: async (): Promise<Outcome> => {
      if (item.reason !== 'invite') return {kind: 'goTo', roomId: item.roomId, seq: item.seq};
      await joinRoom(client, item.room);
      return DONE;
    },
  }));
  return offer(plain, choices.length === 0 ? 'Your inbox is empty' : 'Inbox', choices);
}
