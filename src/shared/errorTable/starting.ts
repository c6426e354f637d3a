/** Errors of starting: a program without a terminal, a server that cannot listen or whose settings are wrong. */
import {errorKind, ownUsage, type ErrorKind} from './errorKind.ts';

export const STARTING_ERRORS = {
  'passwords-differ': ownUsage('The two passwords are not the same. Try again.'),
  interrupted: ownUsage('Interrupted; nothing was done.'),
  'screen-without-keys': ownUsage(
    'There is no terminal to read keys from: standard input is {detail}. Start chat-tui without it, or with ' +
      '--plain for lines of text, or use the verbs; chat-tui --help lists them.',
  ),
  'screen-without-output': ownUsage(
    'There is no terminal to draw on: standard output is {detail}. Start chat-tui without it, or use the ' +
      'verbs; chat-tui --help lists them.',
  ),
  'screen-on-dumb-terminal': ownUsage(
    'A terminal of the kind {detail} cannot show the full screen. Set TERM to what yours is, such as ' +
      'xterm-256color, or start chat-tui --plain for lines of text.',
  ),
  'terminal-needed': ownUsage('There is no terminal to ask on. Use {detail}.'),
  'tls-unusable': ownUsage('{detail}. Check --tls-cert and --tls-key, and the data folder.'),
  'port-in-use': ownUsage('Port {detail} is in use by another program. Choose another with --port.'),
  'port-forbidden': ownUsage(
    'There is no permission to listen on {detail}. Ports below 1024 are the system’s: choose another with --port.',
  ),
  'metrics-unusable': ownUsage(
    'The metrics cannot be had at {detail}. Choose another address and port with --metrics.',
  ),
  'host-unusable': ownUsage('This machine cannot listen on {detail}. Choose another address with --host.'),
  'config-absent': errorKind('This server was started without settings of its own that could be read again.'),
  'settings-refused': errorKind('The settings were not taken: {detail} Everything stays as it was.'),
  'audit-broken': errorKind(
    'The audit was tampered with, or its database is damaged: the record {detail}. Compare it with a backup.',
  ),
  'data-not-served': errorKind(
    'No server of yours runs on {detail}. Check the folder and who has started the server, or leave out --data for ' +
      'the server where you are logged in.',
    false,
    {exit: 'noServer', isLocal: true},
  ),
  'local-socket-absent': errorKind(
    'Your server runs, at {detail}, but has no local socket here. Log in there, and name it with --server {detail}.',
    false,
    {exit: 'noServer', isLocal: true},
  ),
  'host-upgrading': errorKind(
    'Your chat is brought up to date for this version of the program, which can take minutes. Try again then.',
    true,
    {isLocal: true},
  ),
  'host-failed': errorKind('The server did not start. {detail}', false, {exit: 'noServer', isLocal: true}),
} satisfies Record<string, ErrorKind>;
