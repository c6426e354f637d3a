/** `/favourite`: puts a room on top of the list, or back. */
import {setRoomPreferences} from '../../actions/people/preferences.ts';
import {labelOf} from '../../state/selectors.ts';
import {firstWord, labelWords} from '../../wording/nameWords.ts';
import type {Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';

export const favourite: Command = {
  name: 'favourite',
  aliases: ['fav'],
  usage: '[#room|@name]',
  summary: 'Puts this room or conversation on top of the list, or back.',
  complete: firstWord(labelWords),
  async run(client, {words, state}) {
    const {room} = roomArgument(state, words[0]);
    const isFavourite = room.mine?.isFavourite !== true;
    await setRoomPreferences(client, room.roomId, {isFavourite});
    return {
      kind: 'told',
      sentence: `${labelOf(room)} is ${isFavourite ? 'a favourite now' : 'no favourite any more'}.`,
    };
  },
};
