/** `/next`: enters the room that most needs attention. */
import {enterRoom} from '../../actions/room.ts';
import {activeRooms} from '../../state/selectors.ts';
import {DONE, type Command} from '../command.ts';

export const next: Command = {
  name: 'next',
  usage: '',
  summary: 'Goes into the room that needs a look most: mentions and direct messages first.',
  async run(client, {state}) {
    const [wanted] = activeRooms(state, client.options.now());
    if (wanted === undefined) return {kind: 'told', sentence: 'Nothing is unread elsewhere.'};
    enterRoom(client, wanted.room.roomId);
    return DONE;
  },
};
