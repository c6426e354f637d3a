/** `/discard`: throws away what did not go out. */
import {discard as throwAway} from '../actions/message.ts';
import type {Command} from '../command.ts';

export const discard: Command = {
  name: 'discard',
  usage: '',
  summary: 'Throws away your messages that failed.',
  async run(client) {
    const count = throwAway(client);
    const row = count === 0 ? 'No message of yours has failed.' : `Thrown away: ${count}`;
    return {kind: 'show', title: 'Discard', rows: [row]};
  },
};
