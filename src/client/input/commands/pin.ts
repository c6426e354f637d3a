/** `/pin` and `/unpin`: pins a message for the whole room, or unpins it. */
import {pin as setPin} from '../../actions/messages/messageActions.ts';
import {DONE, type Arguments, type Command, type Outcome} from '../command.ts';
import type {Client} from '../../client.ts';
import {messageArgument} from '../typed/messageArgument.ts';
import {ChatError} from '../../../shared/errors.ts';

const run =
  (usage: string, isOn: boolean) =>
  async (client: Client, {words, state}: Arguments): Promise<Outcome> => {
    if (words.length > 1) throw new ChatError('command-usage', usage);
    await setPin(client, messageArgument({client, state}, words[0]), isOn);
    return DONE;
  };

export const pin: Command = {
  name: 'pin',
  usage: '[number|link]',
  summary: 'Keeps a message at hand for the whole room; /pins shows them.',
  run: run('/pin [number|link]', true),
};

export const unpin: Command = {
  name: 'unpin',
  usage: '[number|link]',
  summary: 'Pins a message no longer.',
  run: run('/unpin [number|link]', false),
};
