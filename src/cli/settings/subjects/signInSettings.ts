/** Settings of signing in: who may, how, and for how long; and a client's own ways. */
import {setting} from '../setting.ts';
import {choice, folder, wholeNumber} from '../values.ts';

/** Settings of the client that logs in. */
export const SIGN_IN_HERE = {
  identity: setting({
    flag: '--identity <file>',
    env: 'CHAT_TUI_IDENTITY',
    key: 'identity',
    kind: folder,
    meaning: 'Private SSH key to log in with instead of the password; only you may read it. Without it: the SSH agent.',
    scope: 'client',
  }),
} as const;

export const SIGN_IN = {
  registration: setting({
    flag: '--registration <mode>',
    env: 'CHAT_TUI_REGISTRATION',
    key: 'serve.registration',
    kind: choice('auto', 'open', 'invite', 'closed'),
    fallback: 'auto',
    meaning:
      'Who may make an account: open is anybody, invite whoever has an invitation link, closed nobody; auto is ' +
      'open on this machine alone, else invite.',
    isLive: true,
    scope: 'server',
  }),
  requireSecondFactor: setting({
    flag: '--require-second-factor <whom>',
    env: 'CHAT_TUI_REQUIRE_SECOND_FACTOR',
    key: 'serve.require-second-factor',
    kind: choice('off', 'admins', 'all'),
    fallback: 'off',
    meaning: 'Who must have a second factor to come in: nobody, moderators and above, or everybody.',
    isLive: true,
    scope: 'server',
  }),
  requireSshKey: setting({
    flag: '--require-ssh-key <whom>',
    env: 'CHAT_TUI_REQUIRE_SSH_KEY',
    key: 'serve.require-ssh-key',
    kind: choice('off', 'admins', 'all'),
    fallback: 'off',
    meaning: 'Who comes in by an SSH key alone, and not by a password: nobody, moderators and above, or everybody.',
    isLive: true,
    scope: 'server',
  }),
  connectionsPerNetwork: setting({
    flag: '--connections-per-network <number>',
    env: 'CHAT_TUI_CONNECTIONS_PER_NETWORK',
    key: 'serve.connections-per-network',
    kind: wholeNumber('connections', 1_000_000),
    fallback: '2000',
    meaning:
      'Connections of people who are in that may stand from one address, or IPv6 network of 64 bits; 0 is without ' +
      'limit. This machine and trusted proxies are not counted.',
    isLive: true,
    scope: 'server',
  }),
  sessionIdleDays: setting({
    flag: '--session-idle-days <days>',
    env: 'CHAT_TUI_SESSION_IDLE_DAYS',
    key: 'serve.session-idle-days',
    kind: wholeNumber('days', 36_500),
    fallback: '90',
    meaning: 'Days without use after which a login is over; 0 is never.',
    isLive: true,
    scope: 'server',
  }),
  sessionDays: setting({
    flag: '--session-days <days>',
    env: 'CHAT_TUI_SESSION_DAYS',
    key: 'serve.session-days',
    kind: wholeNumber('days', 36_500),
    fallback: '0',
    meaning: 'Days after which a login is over, however much it is used; 0 is never.',
    isLive: true,
    scope: 'server',
  }),
} as const;
