/** `/cache`: shows how much of the history is kept on this machine, and clears it. */
import {plural} from '../../../shared/text/figures.ts';
import {ChatError} from '../../../shared/errors.ts';
import {clearKeptConversation, countKeptConversations} from '../../direct/keptConversation.ts';
import {storeCopiesIn} from '../../local/forgetting.ts';
import type {Command} from '../command.ts';

export const cache: Command = {
  name: 'cache',
  usage: '[clear]',
  summary: 'Says how much of what you have seen is kept on this machine; clear removes it.',
  details: [
    'What is kept can be read and searched without a connection. Nothing is removed from the server, and ' +
      'what you see from now on is kept again.',
    'So that encrypted conversations can be searched, all that this device can read of them is kept, sealed; ' +
      'what clear removes of it is made anew with the next connection.',
    'How much is kept is a setting, history-messages and history-size; 0 messages are none. direct-history says ' +
      'whether direct conversations are. /logout --forget ' +
      'removes it together with the login.',
  ],
  complete: () => ['clear'],
  run: async (client, {words}) => {
    const [what, more] = words;
    if (more !== undefined || (what !== undefined && what !== 'clear'))
      throw new ChatError('command-usage', '/cache [clear]');
    const {search} = client.parts.keys;
    const kept = client.history.count();
    const direct = await countKeptConversations(client);
    const name = client.getState().me?.name ?? '';
    const hasCopies = storeCopiesIn(client.local.dirOf(name)).length > 0;
    if (kept === undefined && direct === 0 && !hasCopies)
      return {kind: 'told', sentence: 'Nothing of what you see is kept on this machine.'};
    const copies = hasCopies ? ', and earlier copies of the local store' : '';
    if (what === 'clear') {
      const removed =
        client.history.clear() + (await search.clear()) + (await clearKeptConversation(client.local, name));
      return {kind: 'told', sentence: `${plural(removed, 'entry')} removed from this machine${copies}.`};
    }
    const count = (kept ?? 0) + search.count() + direct;
    const sentence = `${plural(count, 'entry')} kept on this machine${copies}. /cache clear removes them.`;
    return {kind: 'told', sentence};
  },
};
