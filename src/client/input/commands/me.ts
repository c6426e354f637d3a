/** `/me`: sends a message as an action in the third person. */
import {sendAction} from '../../actions/messages/message.ts';
import {DONE, type Command} from '../command.ts';
import {roomAlone} from '../typed/roomArgument.ts';

export const me: Command = {
  name: 'me',
  isForPeople: true,
  usage: 'text',
  summary: 'Says what you do: /me waves.',
  details: ['Not in a thread, which takes messages alone.'],
  async run(client, {rest, state}) {
    const {room} = roomAlone(state, '/me');
    await sendAction(client, room.roomId, rest);
    return DONE;
  },
};
