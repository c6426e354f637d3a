/** Admin commands for people: bans, mutes, accounts, reports. */
import {FIXED_LIMITS} from '../limits.ts';
import {dateTimeOf} from '../text/figures.ts';
import {command, NO_COLUMNS, noCells} from './command.ts';
import {maybeRest, option, word} from './field.ts';

const forMs = (what: string) =>
  option('time', '--for <time>', `${what}, from 1s to 365d, such as 10m, 2h or 1d12h (default: for good)`, {
    isLoose: true,
    min: FIXED_LIMITS.kickMsMin,
    max: FIXED_LIMITS.kickMsMax,
  });

export const PEOPLE_TABLE = {
  mute: command({
    action: 'userMute',
    summary: 'take the word from a person for a while: they read and cannot write',
    fields: {user: word('person', '@NAME'), forMs: forMs('how long'), why: maybeRest('why')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [['chat-tui admin mute @mallory --for 1h Cool down', 'they read on, and are told how long']],
  }),
  unmute: command({
    action: 'userMute',
    summary: 'let a person write again',
    fields: {user: word('person', '@NAME')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [['chat-tui admin unmute @mallory', 'before the time is over']],
  }),
  ban: command({
    action: 'userBan',
    summary: 'keep out an account, an address or a network; what is connected ends at once',
    fields: {whom: word('text', '@NAME|ADDRESS|NETWORK/BITS'), forMs: forMs('how long'), why: maybeRest('why')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [
      ['chat-tui admin ban @mallory Spam', 'for good'],
      ['chat-tui admin ban 203.0.113.7 --for 1d', 'an address'],
      ['chat-tui admin ban 2001:db8:1::/48', 'a network'],
    ],
  }),
  unban: command({
    action: 'userBan',
    summary: 'let an account, an address or a network in again',
    fields: {whom: word('text', '@NAME|ADDRESS|NETWORK/BITS')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [['chat-tui admin unban 203.0.113.7', 'as it was banned']],
  }),
  sanctions: command({
    action: 'userBan',
    aliases: ['bans'],
    summary: 'list who is banned, muted, kicked or disabled, until when and why',
    fields: {},
    columns: {whom: 'text', what: 'text', untilMs: 'atMs?', words: 'text'},
    cells: ({whom, what, untilMs, words}) => [
      whom,
      what,
      untilMs === undefined ? '' : `until ${dateTimeOf(untilMs)}`,
      words,
    ],
    examples: [['chat-tui admin sanctions', 'accounts by name, then networks']],
  }),
  disable: command({
    action: 'accountManage',
    summary: 'disable an account: its logins end, nobody comes in with it, its name stays taken',
    fields: {user: word('person', '@NAME'), why: maybeRest('why')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [['chat-tui admin disable @bob Left the company', 'its messages and files stay']],
  }),
  enable: command({
    action: 'accountManage',
    summary: 'enable an account again',
    fields: {user: word('person', '@NAME')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [['chat-tui admin enable @bob', 'they log in with their password']],
  }),
  'delete-account': command({
    action: 'accountManage',
    summary: 'delete an account with its files; its messages stay, by a former member, or go as well',
    fields: {
      user: word('person', '@NAME'),
      messages: option('choice', '--messages <what>', 'stay: by a former member (the default); go: everywhere', {
        choices: ['stay', 'go'],
      }),
    },
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [
      ['chat-tui admin delete-account @bob', 'this cannot be undone'],
      ['chat-tui admin delete-account @bob --messages go', 'nothing that they wrote is left'],
    ],
  }),
  purge: command({
    action: 'messageRemove',
    summary:
      'remove what a person wrote lately, in all rooms that you are in or in one: so many messages, or those of so long',
    fields: {
      user: word('person', '@NAME'),
      last: word('text', 'NUMBER|TIME'),
      room: option('room', '--room <room>', 'only in this room, a name of at most 64 characters'),
    },
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [
      ['chat-tui admin purge @mallory 2h', 'what they wrote in the last two hours'],
      ["chat-tui admin purge @mallory 20 --room '#garden'", 'the last twenty messages there'],
    ],
  }),
  lock: command({
    action: 'roomModerate',
    summary: 'lock a room: only moderators write, and nobody comes in',
    fields: {room: word('room', '#ROOM'), why: maybeRest('why')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [["chat-tui admin lock '#garden' Later more", 'a room that you are in']],
  }),
  unlock: command({
    action: 'roomModerate',
    summary: 'unlock a room',
    fields: {room: word('room', '#ROOM')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [["chat-tui admin unlock '#garden'", 'everybody writes again']],
  }),
  reports: command({
    action: 'reportList',
    summary: 'list what people reported and nobody has settled, newest first',
    fields: {},
    columns: {
      reportId: 'count',
      atMs: 'atMs',
      by: 'text',
      about: 'text',
      room: 'text',
      seq: 'count?',
      reason: 'text',
    },
    cells: ({reportId, atMs, by, about, room, seq, reason}) => [
      reportId,
      dateTimeOf(atMs),
      `@${by}`,
      `@${about}`,
      seq === undefined ? '' : `${room === '' ? 'a message' : room}/${seq}`,
      reason,
    ],
    examples: [['chat-tui admin reports', 'number, time, who about whom, where, why']],
  }),
  settle: command({
    action: 'reportList',
    summary: 'settle a report, or all of them about a person',
    fields: {what: word('text', 'NUMBER|@NAME')},
    columns: NO_COLUMNS,
    cells: noCells,
    examples: [['chat-tui admin settle 12', 'the number that reports shows']],
  }),
} as const;
