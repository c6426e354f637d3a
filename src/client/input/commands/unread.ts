/** `/unread`: marks a room as unread from an earlier message on. */
import {setUnread} from '../../actions/messages/reading.ts';
import {DONE, type Command} from '../command.ts';
import {messageArgument} from '../typed/messageArgument.ts';
import {roomArgument} from '../typed/roomArgument.ts';

export const unread: Command = {
  name: 'unread',
  usage: '[number | #room/12]',
  summary: 'Makes messages unread again, from here on, on all your devices.',
  details: [
    'Without an argument from the message that one has gone to, or from the upper edge, or from the last one.',
    'A number counts messages from the newest: /unread 3. It stays unread until the room is entered again, or answered.',
  ],
  async run(client, {words, state}) {
    const [typed] = words;
    if (typed === undefined) return {kind: 'unreadHere', roomId: roomArgument(state, undefined).room.roomId};
    const {roomId, seq} = messageArgument({client, state}, typed);
    await setUnread(client, roomId, seq);
    return DONE;
  },
};
