/** `/topic`: shows or sets the topic of a room. */
import {setTopic} from '../../actions/room.ts';
import {DONE, type Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {labelOf} from '../../state/selectors.ts';

export const topic: Command = {
  name: 'topic',
  usage: '[text | --clear]',
  summary: 'Shows the topic of this room, or sets it.',
  async run(client, {rest, state}) {
    const {room} = roomArgument(state, undefined);
    if (rest === '' && room.topic === '') return {kind: 'told', sentence: `${labelOf(room)} has no topic yet.`};
    if (rest === '') return {kind: 'show', title: `Topic of ${labelOf(room)}`, rows: [room.topic]};
    await setTopic(client, room.roomId, rest === '--clear' ? '' : rest);
    return DONE;
  },
};
