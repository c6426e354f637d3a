/** `/discard`: discards messages that could not be sent. */
import {plural} from '../../../shared/text/figures.ts';
import {discard as throwAway} from '../../actions/messages/message.ts';
import type {Command} from '../command.ts';

export const discard: Command = {
  name: 'discard',
  usage: '',
  summary: 'Throws away your messages that failed.',
  async run(client) {
    const count = throwAway(client);
    if (count === 0) return {kind: 'told', sentence: 'No message of yours has failed.'};
    return {kind: 'told', sentence: `Thrown away: ${plural(count, 'message')}.`};
  },
};
