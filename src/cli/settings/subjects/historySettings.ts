/** Settings of the history kept on this machine. */
import {setting} from '../setting.ts';
import {choice, size, wholeNumber} from '../values.ts';

export const HISTORY = {
  historyMessages: setting({
    env: 'CHAT_TUI_HISTORY_MESSAGES',
    key: 'history-messages',
    kind: wholeNumber('messages', 10_000_000),
    fallback: '100000',
    meaning:
      'Messages you have seen that are kept on this machine, for each account, to be read and searched without ' +
      'a connection; 0 is none.',
    scope: 'client',
  }),
  historySize: setting({
    env: 'CHAT_TUI_HISTORY_SIZE',
    key: 'history-size',
    kind: size,
    fallback: '256MiB',
    meaning: 'What they may take of the disk, for each account; beyond it the oldest go.',
    scope: 'client',
  }),
  directHistory: setting({
    env: 'CHAT_TUI_DIRECT_HISTORY',
    key: 'direct-history',
    kind: choice('on', 'off'),
    fallback: 'off',
    meaning:
      'Whether what is said in direct conversations is kept on this machine, and shown when the next one with the ' +
      'same person begins. off: on no disk, and what was kept is removed with the next conversation.',
    scope: 'client',
  }),
};
