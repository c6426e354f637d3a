/** `/retry`: tries again what failed to be sent or transferred. */
import {retryAll} from '../../actions/messages/message.ts';
import {DONE, type Command} from '../command.ts';

export const retry: Command = {
  name: 'retry',
  usage: '',
  summary: 'Tries your failed messages and transfers once more.',
  async run(client) {
    const messages = retryAll(client);
    // Direct transfers cannot be retried: they must be offered again.
    const transfers = Object.keys(client.getState().transferById).filter(id => client.parts.transfers.canRetry(id));
    await Promise.all(transfers.map(id => client.parts.transfers.retry(id)));
    if (messages + transfers.length > 0) return DONE;
    return {kind: 'told', sentence: 'Nothing of yours has failed.'};
  },
};
