/** The full screen: what `chat-tui` is without a verb. */
import {ChatError} from '../../shared/errors.ts';
import type {Verb} from '../verb.ts';

export const screen: Verb = {
  name: 'screen',
  usage: '',
  summary: 'chat in the terminal: rooms, direct messages, files; with a server of your own in the same command',
  options: [],
  examples: [],
  async run(shell) {
    if (!shell.stdin.isTTY || !shell.stdout.isTTY) throw new ChatError('terminal-needed', 'a terminal');
    throw new Error('not yet');
  },
};
