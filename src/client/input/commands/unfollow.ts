/** `/unfollow`: stops following the thread of a message. */
import {rootOf, setFollow} from '../../actions/messages/threads.ts';
import type {Command} from '../command.ts';
import {threadArgument} from '../typed/messageArgument.ts';

export const unfollow: Command = {
  name: 'unfollow',
  usage: '[number|link]',
  summary: 'Follows the thread of a message no longer, also when somebody mentions you in it.',
  details: ['Without a message, the thread on screen is meant.'],
  async run(client, {words, state}) {
    const place = threadArgument({client, state}, '/unfollow', words);
    await setFollow(client, await rootOf(client, place), false);
    return {kind: 'told', sentence: 'You follow this thread no longer.'};
  },
};
