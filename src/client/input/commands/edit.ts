/** `/edit`: gives one's own message another text. */
import {editMessage} from '../../actions/deeds.ts';
import {DONE, type Command} from '../command.ts';
import {aboutMessage, isOwn} from '../messageArgument.ts';
import {ChatError} from '../../../shared/errors.ts';

export const edit: Command = {
  name: 'edit',
  usage: '[number|link] text',
  summary: 'Gives your own message another text; without a number, your last one here.',
  details: ['Messages are counted from the newest. s/old/new/ as a message replaces a piece of your last one.'],
  async run(client, {rest}) {
    const state = client.getState();
    const {place, rest: text} = aboutMessage(state, rest, {fits: isOwn(state)});
    if (text === '') throw new ChatError('command-usage', '/edit [number|link] text');
    await editMessage(client, place, text);
    return DONE;
  },
};
