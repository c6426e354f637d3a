/** `/plain`: sends text without markup. */
import {hereIn, sendTo} from '../../actions/messages/threads.ts';
import {DONE, type Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {AS_TYPED} from '../../../shared/text/code.ts';

export const plain: Command = {
  name: 'plain',
  usage: 'text',
  summary: 'Sends text that everybody sees as you typed it: stars, underscores and backticks stay.',
  async run(client, {rest, state}) {
    const {room} = roomArgument(state, undefined);
    await sendTo(client, hereIn(state, room.roomId), rest === '' ? '' : `${AS_TYPED}${rest}`);
    return DONE;
  },
};
