/** Admin commands for logins of others: list devices, end them, reset passwords. */
import {DAY_MS} from '../limits.ts';
import {deviceLabel, lastUseWords, tokenCells} from '../access/loginCells.ts';
import {dateTimeOf} from '../text/figures.ts';
import {command, NO_COLUMNS, noCells} from './command.ts';
import {maybeWord, option, word} from './field.ts';

export const DEVICES_TABLE = {
  devices: command({
    action: 'userList',
    summary: 'list on which devices a person is logged in, since when, from where and when last used',
    fields: {user: word('person', '@NAME')},
    columns: {
      device: 'count',
      deviceName: 'text',
      address: 'text',
      createdAtMs: 'atMs',
      lastUsedAtMs: 'atMs',
      connections: 'count',
      expiresAtMs: 'atMs?',
    },
    cells: row => [
      row.device,
      deviceLabel(row),
      row.address,
      `since ${dateTimeOf(row.createdAtMs)}`,
      lastUseWords(row),
    ],
    examples: [['chat-tui admin devices @bob', 'number, name, address, since when, last use']],
  }),
  'log-out': command({
    action: 'sessionManage',
    summary: 'log a person out on all devices, or on one',
    fields: {user: word('person', '@NAME'), device: maybeWord('text', 'NUMBER')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [
      ['chat-tui admin log-out @bob', 'everywhere; connections and transfers end at once'],
      ['chat-tui admin log-out @bob 3', 'the number that devices shows'],
    ],
  }),
  tokens: command({
    action: 'userList',
    summary: 'list the tokens for programs of everybody, or of one person: rights, rooms, until when, last use',
    fields: {user: maybeWord('person', '@NAME')},
    columns: {
      user: 'text',
      token: 'count',
      tokenName: 'text',
      rights: 'list',
      rooms: 'list?',
      createdAtMs: 'atMs',
      expiresAtMs: 'atMs',
      lastUsedAtMs: 'atMs',
      address: 'text',
      connections: 'count',
    },
    cells: ({user, token: number, tokenName: name, ...row}) => [`@${user}`, ...tokenCells({number, name, ...row})],
    examples: [['chat-tui admin tokens @bob', 'rooms that you are not in are only counted']],
  }),
  'revoke-token': command({
    action: 'sessionManage',
    summary: 'revoke a token for a program: its connections and transfers end at once',
    fields: {user: word('person', '@NAME'), token: word('text', 'NUMBER')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [['chat-tui admin revoke-token @bob 3', 'the number that tokens shows']],
  }),
  'reset-password': command({
    action: 'accountManage',
    summary: 'make a link by which a person who forgot their password sets a new one, once; all their logins end then',
    fields: {
      user: word('person', '@NAME'),
      forMs: option('time', '--for <time>', 'how long it is good, at least 1m, at most 30d (default 24h)', {
        isLoose: true,
        min: 60_000,
        max: 30 * DAY_MS,
      }),
    },
    columns: {name: 'text', link: 'text', expiresAtMs: 'atMs'},
    cells: ({link}) => [link],
    examples: [
      ['chat-tui admin reset-password @bob', 'give it to nobody but them; chat-tui join LINK asks for the password'],
    ],
  }),
  'reset-second-factor': command({
    action: 'accountManage',
    summary: 'take the second factor from a person who has lost it: their password alone lets them in then',
    fields: {user: word('person', '@NAME')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [['chat-tui admin reset-second-factor @bob', 'after you have made sure that it is them']],
  }),
  'reset-ssh-keys': command({
    action: 'accountManage',
    summary:
      'remove all SSH keys of a person who has lost theirs: their password lets them in, or lets them add another',
    fields: {user: word('person', '@NAME')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [['chat-tui admin reset-ssh-keys @bob', 'after you have made sure that it is them']],
  }),
} as const;
