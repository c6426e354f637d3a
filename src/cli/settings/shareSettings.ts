/** Settings of how much one person, and all together, may do and keep on a server. */
import {setting} from './setting.ts';
import {positiveInt, size, wholeNumber} from './values.ts';

export const SHARES = {
  messagesPerMinute: setting({
    flag: '--messages-per-minute <number>',
    env: 'CHAT_TUI_MESSAGES_PER_MINUTE',
    key: 'serve.messages-per-minute',
    kind: wholeNumber('messages', 1_000_000),
    fallback: '600',
    meaning: 'Messages one person may send in a minute, however close together; 0 is without limit.',
    scope: 'server',
  }),
  editMinutes: setting({
    flag: '--edit-minutes <number>',
    env: 'CHAT_TUI_EDIT_MINUTES',
    key: 'serve.edit-minutes',
    kind: wholeNumber('minutes', 1_000_000),
    fallback: '0',
    meaning: 'How old a message may be that its sender edits, in minutes; 0 is without limit.',
    scope: 'server',
  }),
  filesPerUser: setting({
    flag: '--files-per-user <size>',
    env: 'CHAT_TUI_FILES_PER_USER',
    key: 'serve.files-per-user',
    kind: size,
    fallback: '16GiB',
    meaning: 'Files of one person on the server, all together.',
    scope: 'server',
  }),
  filesInAll: setting({
    flag: '--files-in-all <size>',
    env: 'CHAT_TUI_FILES_IN_ALL',
    key: 'serve.files-in-all',
    kind: size,
    fallback: '64GiB',
    meaning: 'Files of all people on the server; the disk keeps some free in any case.',
    scope: 'server',
  }),
  unfinishedFiles: setting({
    flag: '--unfinished-files <number>',
    env: 'CHAT_TUI_UNFINISHED_FILES',
    key: 'serve.unfinished-files',
    kind: positiveInt('files', 1_000_000),
    fallback: '200',
    meaning: 'Files that one person may have offered and not sent whole; after 24 hours without a byte they are gone.',
    scope: 'server',
  }),
  logPerUser: setting({
    flag: '--log-per-user <size>',
    env: 'CHAT_TUI_LOG_PER_USER',
    key: 'serve.log-per-user',
    kind: size,
    fallback: '512MiB',
    meaning: 'Messages of one person on the server, all together; each counts 128 bytes more than its text.',
    scope: 'server',
  }),
  logInAll: setting({
    flag: '--log-in-all <size>',
    env: 'CHAT_TUI_LOG_IN_ALL',
    key: 'serve.log-in-all',
    kind: size,
    fallback: '8GiB',
    meaning: 'Messages of all people on the server.',
    scope: 'server',
  }),
} as const;
