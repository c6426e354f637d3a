/** `/leave`: leaves a room for good, a conversation until the next word in it. */
import {leaveRoom} from '../actions/room.ts';
import {DONE, type Command} from '../command.ts';
import {roomWords} from '../nameWords.ts';
import {roomArgument} from '../roomArgument.ts';

export const leave: Command = {
  name: 'leave',
  aliases: ['part'],
  usage: '[#room]',
  summary: 'Leaves this room, or the one that is named.',
  details: [
    'Nobody can leave #lobby. A conversation comes back when the other person says something; a room that everybody has left is gone.',
  ],
  complete: (state, words, started) => (words.length > 0 ? [] : roomWords(state, started)),
  async run(client, {words}) {
    const {room} = roomArgument(client.getState(), words[0]);
    await leaveRoom(client, room.roomId);
    return DONE;
  },
};
