/** Admin commands for records: logins, actions, the audit log, notes. */
import {DAY_MS} from '../limits.ts';
import {dateTimeOf} from '../text/figures.ts';
import {command, NO_COLUMNS, noCells} from './command.ts';
import {maybeWord, option, rest} from './field.ts';

const LINES_MAX = 1_000_000;
const YEARS_MS = 10 * 365 * DAY_MS;
const lines = (fallback: number) =>
  option('count', '-n, --lines <count>', `how many, a whole number from 0 to ${LINES_MAX} (default ${fallback})`, {
    isLoose: true,
    min: 0,
    max: LINES_MAX,
  });

export const log = command({
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
    dateTimeOf(atMs),
    name === '' ? '(unknown)' : `@${name}`,
    method,
    isSuccess ? 'ok' : 'FAILED',
    port === 0 ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
    about ?? (lastAtMs === undefined ? '' : `${count ?? 1} times until ${dateTimeOf(lastAtMs)}`),
  ],
  shown: 50,
  examples: [
    ['chat-tui admin log', 'the last 50'],
    ['chat-tui admin log -n 1000 --json', 'for a report'],
  ],
});

export const audit = command({
  action: 'auditRead',
  summary: 'list what happened to accounts, rights and files, newest first; verify compares the hashes of all records',
  fields: {
    what: maybeWord('choice', 'list|verify', ['list', 'verify']),
    by: option('person', '--by <user>', 'only what the person with this login name did, at most 32 characters'),
    deed: option('text', '--deed <deed>', 'only this: any that you can write, such as password, kick or role'),
    sinceMs: option('time', '--since <time>', 'only what is no older, such as 12h or 30d, at most 10 years', {
      min: 1,
      max: YEARS_MS,
    }),
    failed: option('flag', '--failed', 'only what was refused'),
    head: option(
      'text',
      '--head <hash>',
      'with verify: a hash that was noted before, at most 64 characters; it must be in the chain',
    ),
    lines: lines(50),
  },
  columns: {
    auditId: 'count',
    atMs: 'atMs',
    name: 'text',
    address: 'text',
    method: 'text',
    isSuccess: 'flag',
    about: 'text',
    hash: 'text',
  },
  cells: ({atMs, name, address, method, isSuccess, about}) => [
    dateTimeOf(atMs),
    name === '' ? '(unknown)' : `@${name}`,
    method,
    isSuccess ? 'ok' : 'FAILED',
    address,
    about,
  ],
  shown: 50,
  examples: [
    ['chat-tui admin audit --failed --since 7d', 'who was refused this week'],
    ['chat-tui admin audit -n 100000 --csv > audit.csv', 'for a spreadsheet; nothing in it is taken for a formula'],
    ['chat-tui admin audit verify', 'whether a record was changed or is missing'],
  ],
});

export const note = command({
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
});
