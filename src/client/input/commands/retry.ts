/** `/retry`: tries again what failed to be sent or transferred. */
import {retryAll} from '../../actions/messages/message.ts';
import {DONE, type Command} from '../command.ts';

export const retry: Command = {
  name: 'retry',
  usage: '',
  summary: 'Tries your failed messages and transfers once more.',
  async run(client) {
    const messages = retryAll(client);
    const transfers = Object.values(client.getState().transferById).filter(({status}) => status === 'failed');
    await Promise.all(transfers.map(({transferId}) => client.parts.transfers.retry(transferId)));
    if (messages + transfers.length > 0) return DONE;
    return {kind: 'told', sentence: 'Nothing of yours has failed.'};
  },
};
