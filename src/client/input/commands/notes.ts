/** `/notes`: opens the conversation with oneself. */
import {sendText} from '../../actions/messages/message.ts';
import {enterRoom, openGroup} from '../../actions/room.ts';
import {DONE, type Command} from '../command.ts';

export const notes: Command = {
  name: 'notes',
  usage: '[text]',
  summary: 'Opens your notes, which only you see, or writes one; reminders come there as well.',
  async run(client, {rest}) {
    const room = await openGroup(client, []);
    if (rest !== '') await sendText(client, room.roomId, rest);
    else enterRoom(client, room.roomId);
    return DONE;
  },
};
