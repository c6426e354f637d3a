/** `/star` and `/unstar`: stars a message for oneself, or removes the star. */
import {star as setStar} from '../../actions/messages/messageActions.ts';
import type {Arguments, Command, Outcome} from '../command.ts';
import type {Client} from '../../client.ts';
import {messageArgument} from '../typed/messageArgument.ts';
import {ChatError} from '../../../shared/errors.ts';

const run =
  (usage: string, isOn: boolean) =>
  async (client: Client, {words, state}: Arguments): Promise<Outcome> => {
    if (words.length > 1) throw new ChatError('command-usage', usage);
    await setStar(client, messageArgument({client, state}, words[0]), isOn);
    return {kind: 'told', sentence: isOn ? 'Starred; /stars shows what you starred.' : 'Not starred any more.'};
  };

export const star: Command = {
  name: 'star',
  usage: '[number|link]',
  summary: 'Keeps a message at hand for yourself; /stars shows them.',
  run: run('/star [number|link]', true),
};

export const unstar: Command = {
  name: 'unstar',
  usage: '[number|link]',
  summary: 'Stars a message no longer.',
  run: run('/unstar [number|link]', false),
};
