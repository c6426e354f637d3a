/** `/place`: the position of a room in a list ordered by hand. */
import {orderRooms, setRoomPreferences} from '../../actions/people/preferences.ts';
import {placedRooms} from '../../state/room/roomOrder.ts';
import {labelOf} from '../../state/selectors.ts';
import {ChatError} from '../../../shared/errors.ts';
import {PREFERENCE_LIMITS} from '../../../shared/limits.ts';
import type {Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';

const USAGE = '[#room|@name] number';

export const place: Command = {
  name: 'place',
  usage: USAGE,
  summary: 'Says where this room stands in the list, which is ordered by hand from then on; 0 takes it back.',
  details: [
    '1 is the first of its section; the others move down. Rooms that come later stand behind, by name.',
    'K and J in the list move a room as well. /set room-order name orders by name again.',
  ],
  async run(client, {words, state}) {
    const label = /^[#@]/.test(words[0] ?? '') ? words[0] : undefined;
    const [typed = '', ...more] = label === undefined ? words : words.slice(1);
    const number = /^\d{1,5}$/.test(typed) ? Number(typed) : undefined;
    if (number === undefined || number > PREFERENCE_LIMITS.placeMax || more.length > 0)
      throw new ChatError('command-usage', `/place ${USAGE}`);
    const {room} = roomArgument(state, label);
    if (number === 0) await setRoomPreferences(client, room.roomId, {place: 0});
    else await orderRooms(client, placedRooms(client.getState(), room.roomId, number));
    return {kind: 'told', sentence: `${labelOf(room)} has ${number === 0 ? 'no place' : 'another place'} now.`};
  },
};
