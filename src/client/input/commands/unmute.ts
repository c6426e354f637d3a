/** `/unmute`: unmutes a room. */
import {unmuteRoom} from '../../actions/people/preferences.ts';
import {firstWord, labelWords} from '../../wording/nameWords.ts';
import {labelOf} from '../../state/selectors.ts';
import type {Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';

export const unmute: Command = {
  name: 'unmute',
  usage: '[#room|@name]',
  summary: 'Ends that a room or conversation is muted.',
  complete: firstWord(labelWords),
  async run(client, {words, state}) {
    const {room} = roomArgument(state, words[0]);
    await unmuteRoom(client, room.roomId);
    return {kind: 'told', sentence: `${labelOf(room)} is not muted.`};
  },
};
