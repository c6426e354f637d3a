/** `/follow`: follows the thread of a message. */
import {rootOf, setFollow} from '../../actions/messages/threads.ts';
import type {Command} from '../command.ts';
import {threadArgument} from '../typed/messageArgument.ts';

export const follow: Command = {
  name: 'follow',
  usage: '[number|link]',
  summary: 'Follows the thread of a message: what is said in it is told as unread.',
  details: ['Without a message, the thread on screen is meant.'],
  async run(client, {words, state}) {
    const place = threadArgument({client, state}, '/follow', words);
    await setFollow(client, await rootOf(client, place), true);
    return {kind: 'told', sentence: 'You follow this thread; /threads lists them.'};
  },
};
