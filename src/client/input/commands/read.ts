/** `/read`: marks rooms as read. */
import {markRoomsRead} from '../../actions/messages/reading.ts';
import {orderedRooms} from '../../state/selectors.ts';
import {roomWords} from '../../wording/nameWords.ts';
import type {Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';

export const read: Command = {
  name: 'read',
  usage: '[#room | @name | all]',
  summary: 'Marks everything here, in another room, or in all of them as read, on all your devices.',
  complete: (state, words, started) =>
    words.length > 0 ? [] : [...roomWords(state, started), ...['all'].filter(word => word.startsWith(started))],
  async run(client, {words, state}) {
    const [label] = words;
    const rooms = label === 'all' ? orderedRooms(state) : [roomArgument(state, label)];
    const count = markRoomsRead(client, rooms);
    const where = count === 1 ? 'One room is' : `${count} rooms are`;
    return {kind: 'told', sentence: count === 0 ? 'All was read already.' : `${where} read now.`};
  },
};
