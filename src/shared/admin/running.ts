/** Admin commands for the running server. */
import {command, NO_COLUMNS, noCells} from './command.ts';
import {maybeWord, option, rest} from './field.ts';

export const announce = command({
  action: 'announce',
  aliases: ['say'],
  summary: 'say something as the server, to everybody in #lobby',
  fields: {text: rest('TEXT')},
  columns: NO_COLUMNS,
  cells: noCells,
  examples: [['chat-tui admin announce "Restart at six"', 'a message of the server in #lobby']],
});

export const config = command({
  action: 'settingsChange',
  summary: 'show the settings, or reload them: what can change while the server runs changes, the rest is told',
  fields: {what: maybeWord('choice', 'show|reload', ['show', 'reload'])},
  columns: {setting: 'text', value: 'text', isLive: 'flag'},
  cells: ({setting, value, isLive}) => [setting, value, isLive ? '' : 'needs a restart'],
  examples: [
    ['chat-tui admin config', 'what the server reads now, and what needs a restart'],
    ['chat-tui admin config reload', 'the same as SIGHUP'],
  ],
});

export const stats = command({
  action: 'statsRead',
  summary: 'show how the server is doing: connections, queues, disk, memory',
  fields: {},
  columns: {fact: 'text', value: 'text'},
  cells: ({fact, value}) => [fact, value],
  examples: [['chat-tui admin stats', 'what to look at first when something is slow']],
});

export const stop = command({
  action: 'serverStop',
  aliases: ['quit', 'exit'],
  summary: 'tell everybody and stop the server',
  fields: {
    backInMs: option(
      'time',
      '--back-in <time>',
      'when it is back, at most 5m: clients come again then, spread over a second',
      {
        min: 1_000,
        max: 300_000,
      },
    ),
  },
  columns: NO_COLUMNS,
  cells: noCells,
  examples: [['chat-tui admin stop', 'what was accepted is stored; who supervises the server may start it again']],
});
