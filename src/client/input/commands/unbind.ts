/** `/unbind`: removes a key binding. */
import {ChatError} from '../../../shared/errors.ts';
import type {Command} from '../command.ts';

export const unbind: Command = {
  name: 'unbind',
  usage: 'key',
  summary: 'Takes a key from the action that it is bound to.',
  async run(_client, {words}) {
    if (words.length === 0) throw new ChatError('command-usage', '/unbind key');
    return {kind: 'keyboard', command: {type: 'unbind', key: words.join(' ')}};
  },
};
