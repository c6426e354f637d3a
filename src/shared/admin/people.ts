/** Admin commands for people: accounts, who is online, kicks and roles. */
import {FIXED_LIMITS} from '../limits.ts';
import {SERVER_ROLES} from '../access/roles.ts';
import {dateTimeOf} from '../text/figures.ts';
import {command, NO_COLUMNS, noCells} from './command.ts';
import {maybeRest, option, word} from './field.ts';

export const users = command({
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
    connections.length > 0 ? 'here now' : lastSeenAtMs === undefined ? 'never seen' : dateTimeOf(lastSeenAtMs),
    connections.join(' '),
  ],
  examples: [['chat-tui admin users', 'name, role, state, last seen, addresses']],
});

export const who = command({
  action: 'userList',
  summary: 'list who is connected, and from where',
  fields: {},
  columns: {name: 'text', connections: 'list'},
  cells: ({name, connections}) => [name === '' ? '(not logged in)' : `@${name}`, connections.join(', ')],
  examples: [['chat-tui admin who', 'everybody with addresses and ports, and how many are online']],
});

export const kick = command({
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
});

export const role = command({
  action: 'roleSet',
  summary: 'give a person another role on the server; owner hands it over',
  fields: {user: word('person', '@NAME'), role: word('choice', SERVER_ROLES.join('|'), SERVER_ROLES)},
  columns: NO_COLUMNS,
  cells: noCells,
  examples: [
    ['chat-tui admin role @bob moderator', `one of ${SERVER_ROLES.join(', ')}`],
    ['chat-tui admin role @bob owner', 'hand the server over; you are an admin then'],
  ],
});
