/** The one table of admin commands; console, `/admin`, `chat-tui admin`, the wire and the documents read it. */
import {FIXED_LIMITS} from '../limits.ts';
import {SERVER_ROLES} from '../roles.ts';
import {sizeText} from '../text/sizeText.ts';
import {timeOf} from '../text/timeText.ts';
import {command, NO_COLUMNS, noCells, type AdminCommand} from './command.ts';
import {maybeRest, option, rest, word, words, type ArgsOf, type RowOf} from './field.ts';

const LINES_MAX = 1_000_000;
const lines = (fallback: number) =>
  option('count', '-n, --lines <count>', `how many, a whole number from 0 to ${LINES_MAX} (default ${fallback})`, {
    isLoose: true,
    min: 0,
    max: LINES_MAX,
  });

export const ADMIN_TABLE = {
  users: command({
    action: 'userList',
    summary: 'list all accounts and their connections',
    fields: {},
    columns: {
      name: 'text',
      displayName: 'text',
      role: 'text',
      state: 'text',
      status: 'text',
      createdAtMs: 'atMs',
      lastSeenAtMs: 'atMs?',
      connections: 'list',
    },
    cells: ({name, role, state, connections, lastSeenAtMs}) => [
      `@${name}`,
      role,
      state,
      connections.length > 0 ? 'here now' : lastSeenAtMs === undefined ? 'never seen' : timeOf(lastSeenAtMs),
      connections.join(' '),
    ],
    examples: [['chat-tui admin users', 'name, role, state, last seen, addresses']],
  }),
  who: command({
    action: 'userList',
    summary: 'list who is connected, and from where',
    fields: {},
    columns: {name: 'text', connections: 'list'},
    cells: ({name, connections}) => [name === '' ? '(not logged in)' : `@${name}`, connections.join(', ')],
    examples: [['chat-tui admin who', 'everybody with addresses and ports, and how many are online']],
  }),
  rooms: command({
    action: 'statsRead',
    summary: 'list rooms, how many are in them, and how much was said there',
    fields: {},
    columns: {room: 'text', kind: 'text', memberCount: 'count', entries: 'count', topic: 'text'},
    cells: ({room, kind, memberCount, entries, topic}) => [
      room,
      kind,
      `${memberCount} ${memberCount === 1 ? 'member' : 'members'}`,
      `${entries} entries`,
      topic,
    ],
    examples: [['chat-tui admin rooms', 'public rooms, and private ones that you are in']],
  }),
  files: command({
    action: 'fileListAll',
    summary: 'list all files on the server, largest first',
    fields: {},
    columns: {fileId: 'text', sender: 'text', sizeBytes: 'bytes', offeredAtMs: 'atMs', state: 'text', name: 'text'},
    cells: ({fileId, sizeBytes, sender, offeredAtMs, state, name}) => [
      fileId,
      sizeText(sizeBytes),
      `@${sender}`,
      timeOf(offeredAtMs),
      state === 'complete' ? '' : state,
      name,
    ],
    examples: [['chat-tui admin files | head', 'id, size, sender, time, and the name where you are in the room']],
  }),
  storage: command({
    action: 'fileListAll',
    summary: 'list who uses how much: files and messages of each person, most first',
    fields: {},
    columns: {name: 'text', fileBytes: 'bytes', unfinishedFiles: 'count', messageBytes: 'bytes'},
    cells: ({name, fileBytes, unfinishedFiles, messageBytes}) => [
      name === '' ? 'all together' : `@${name}`,
      `${sizeText(fileBytes)} of files`,
      `${sizeText(messageBytes)} of messages`,
      unfinishedFiles === 0 ? '' : `${unfinishedFiles} unfinished`,
    ],
    examples: [['chat-tui admin storage | head', 'the total, then who has most']],
  }),
  delete: command({
    action: 'fileDelete',
    summary: 'remove files of anybody, in any room, to free the disk; their rooms are told',
    fields: {fileIds: words('FILE-ID...')},
    columns: {fileId: 'text', state: 'text'},
    cells: noCells,
    examples: [['chat-tui admin delete 0mCxE6vD1Qf3kUuW9aZb2A', 'an id that admin files shows']],
  }),
  kick: command({
    action: 'userKick',
    aliases: ['kill'],
    summary: 'disconnect a person, keep them out for a while, and tell why',
    fields: {
      user: word('person', '@NAME'),
      forMs: option(
        'time',
        '--for <time>',
        'how long they stay out, from 1s to 365d, such as 10m, 2h or 1d12h (default 10m)',
        {
          isLoose: true,
          min: FIXED_LIMITS.kickMsMin,
          max: FIXED_LIMITS.kickMsMax,
        },
      ),
      why: maybeRest('why'),
    },
    columns: {name: 'text', forMs: 'count', text: 'text'},
    cells: noCells,
    examples: [
      ['chat-tui admin kick @mallory Please read the rules', 'the others are told as well'],
      ['chat-tui admin kick @mallory --for 2h', 'nobody comes in as mallory for two hours'],
      ['chat-tui admin kick -- "$name" "$reason"', 'what variables hold'],
    ],
  }),
  role: command({
    action: 'roleSet',
    summary: 'give a person another role on the server; owner hands it over',
    fields: {user: word('person', '@NAME'), role: word('choice', SERVER_ROLES.join('|'), SERVER_ROLES)},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [
      ['chat-tui admin role @bob moderator', `one of ${SERVER_ROLES.join(', ')}`],
      ['chat-tui admin role @bob owner', 'hand the server over; you are an admin then'],
    ],
  }),
  log: command({
    action: 'auditRead',
    summary: 'list logins, kicks, roles, passwords and deletions, newest first',
    fields: {lines: lines(50)},
    columns: {
      recordId: 'count',
      name: 'text',
      address: 'text',
      port: 'count',
      atMs: 'atMs',
      isSuccess: 'flag',
      method: 'text',
      about: 'text?',
      count: 'count?',
      lastAtMs: 'atMs?',
    },
    cells: ({atMs, name, method, isSuccess, address, port, about, count, lastAtMs}) => [
      timeOf(atMs),
      name === '' ? '(unknown)' : `@${name}`,
      method,
      isSuccess ? 'ok' : 'FAILED',
      port === 0 ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
      about ?? (lastAtMs === undefined ? '' : `${count ?? 1} times until ${timeOf(lastAtMs)}`),
    ],
    shown: 50,
    examples: [
      ['chat-tui admin log', 'the last 50'],
      ['chat-tui admin log -n 1000 --json', 'for a report'],
    ],
  }),
  note: command({
    action: 'auditRead',
    summary: 'write a sentence of yours into the record that log shows',
    fields: {
      deed: option('choice', '--as <deed>', 'what it is: note (the default), backup or export', {
        choices: ['note', 'backup', 'export'],
      }),
      text: rest('TEXT'),
    },
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [['chat-tui admin note "New disk, larger quotas"', 'so that others know later']],
  }),
  announce: command({
    action: 'announce',
    aliases: ['say'],
    summary: 'say something as the server, to everybody in #lobby',
    fields: {text: rest('TEXT')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [['chat-tui admin announce "Restart at six"', 'a message of the server in #lobby']],
  }),
  stats: command({
    action: 'statsRead',
    summary: 'show how the server is doing: connections, queues, disk, memory',
    fields: {},
    columns: {fact: 'text', value: 'text'},
    cells: ({fact, value}) => [fact, value],
    examples: [['chat-tui admin stats', 'what to look at first when something is slow']],
  }),
  stop: command({
    action: 'serverStop',
    aliases: ['quit', 'exit'],
    summary: 'tell everybody and stop the server',
    fields: {},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [['chat-tui admin stop', 'what was accepted is stored; who supervises the server may start it again']],
  }),
} as const satisfies Record<string, AdminCommand>;

export type AdminName = keyof typeof ADMIN_TABLE;
export type ArgsFor<Name extends AdminName> = ArgsOf<(typeof ADMIN_TABLE)[Name]['fields']>;
export type RowFor<Name extends AdminName> = RowOf<(typeof ADMIN_TABLE)[Name]['columns']>;

export const ADMIN_NAMES = Object.keys(ADMIN_TABLE) as AdminName[];
export const isAdminName = (name: string): name is AdminName => Object.hasOwn(ADMIN_TABLE, name);
export const adminCommandOf = (name: AdminName): AdminCommand => ADMIN_TABLE[name];

/** Words that stand for a command with some of its words. */
export const SHORTCUTS: Readonly<Record<string, (words: string) => string>> = {
  admin: words => `role ${words} admin`,
  member: words => `role ${words} member`,
};

/** By name or alias. */
export function findAdminName(typed: string): AdminName | undefined {
  const name = typed.toLowerCase();
  return ADMIN_NAMES.find(one => one === name || adminCommandOf(one).aliases?.includes(name) === true);
}
