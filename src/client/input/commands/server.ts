/** `/server`: the servers in this window. */
import {ChatError} from '../../../shared/errors.ts';
import type {Command, Outcome} from '../command.ts';
import type {ServerCommand} from '../screenCommands.ts';

const USAGE =
  '/server add ADDRESS | list | rename [OLD] NEW | remove [NAME] | connect [NAME] | disconnect [NAME] | NAME';
const WORDS = ['add', 'connect', 'disconnect', 'list', 'remove', 'rename'];

function commandOf(words: readonly string[]): ServerCommand | undefined {
  const [what = '', one = '', two, more] = words;
  if (more !== undefined) return undefined;
  if (what === 'rename')
    return one === '' ? undefined : {type: what, from: two === undefined ? '' : one, to: two ?? one};
  if (two !== undefined) return undefined;
  if (what === 'add') return {type: 'add', address: one};
  if (what === 'remove' || what === 'connect' || what === 'disconnect') return {type: what, name: one};
  if (one !== '') return undefined;
  return what === 'list' ? {type: 'list'} : {type: 'go', name: what};
}

export const server: Command = {
  name: 'server',
  usage: '[name | add address | …]',
  summary: 'Goes to another server in this window, adds one, or lists them.',
  details: [
    'add ADDRESS, or a join link: one more server beside this one, with an account of its own. All are ' +
      'opened again at the next start.',
    'rename [OLD] NEW: what it is called here; chat-tui --server NAME goes there from the shell.',
    'disconnect [NAME] and connect [NAME]: until you want it again. remove [NAME]: out of this window; the ' +
      'login stays, /logout ends it.',
  ],
  complete: (_state, words, started) => (words.length > 0 ? [] : WORDS.filter(word => word.startsWith(started))),
  async run(_client, {words}): Promise<Outcome> {
    const command = commandOf(words);
    if (command === undefined) throw new ChatError('command-usage', USAGE);
    return {kind: 'server', command};
  },
};
