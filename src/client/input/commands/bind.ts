/** `/bind`: binds a key to an action. */
import {ChatError} from '../../../shared/errors.ts';
import type {Command} from '../command.ts';

export const bind: Command = {
  name: 'bind',
  usage: '[key action]',
  summary: 'Gives an action one more key, in the settings; alone, it lists the actions with their names and keys.',
  details: [
    'A key is written as Ctrl+G, Alt+Shift+Up, F5, or Ctrl+X g for two, one after the other: /bind Alt+J inbox',
    'One that does something already is refused: /unbind it first. /keys preset has those of other programs.',
  ],
  async run(_client, {words}) {
    if (words.length === 0) return {kind: 'keyboard', command: {type: 'list'}};
    const action = words.at(-1) ?? '';
    if (words.length === 1) throw new ChatError('command-usage', '/bind key action');
    return {kind: 'keyboard', command: {type: 'bind', key: words.slice(0, -1).join(' '), action}};
  },
};
