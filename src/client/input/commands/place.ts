/** `/place`: where a room stands in the list that is ordered by hand. */
import {setPreferences, setRoomPreferences} from '../../actions/people/preferences.ts';
import {labelOf} from '../../state/selectors.ts';
import {ChatError} from '../../../shared/errors.ts';
import {PREFERENCE_LIMITS} from '../../../shared/preferences.ts';
import type {Command} from '../command.ts';
import {roomArgument} from '../roomArgument.ts';

const USAGE = '[#room|@name] number';

export const place: Command = {
  name: 'place',
  usage: USAGE,
  summary: 'Says where this room stands in the list, which is ordered by hand from then on; 0 takes it back.',
  details: [
    '1 is the first. Rooms without a place come behind those that have one, by name. /set room-order name orders by name again.',
  ],
  async run(client, {words}) {
    const label = /^[#@]/.test(words[0] ?? '') ? words[0] : undefined;
    const [typed = '', ...more] = label === undefined ? words : words.slice(1);
    const number = /^\d{1,5}$/.test(typed) ? Number(typed) : undefined;
    if (number === undefined || number > PREFERENCE_LIMITS.placeMax || more.length > 0)
      throw new ChatError('command-usage', `/place ${USAGE}`);
    const {room} = roomArgument(client.getState(), label);
    await setRoomPreferences(client, room.roomId, {place: number});
    if (client.getState().preferences.roomOrder !== 'hand') await setPreferences(client, {roomOrder: 'hand'});
    return {kind: 'told', sentence: `${labelOf(room)} has ${number === 0 ? 'no place' : `place ${number}`} now.`};
  },
};
