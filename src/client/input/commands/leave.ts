/** `/leave`: leaves a room for good, a conversation until the next word in it. */
import {leaveRoom} from '../../actions/room.ts';
import {DONE, type Command} from '../command.ts';
import {roomWords} from '../../wording/nameWords.ts';
import {labelOf} from '../../state/selectors.ts';
import {roomArgument} from '../roomArgument.ts';

export const leave: Command = {
  name: 'leave',
  aliases: ['part'],
  usage: '[#room]',
  summary: 'Leaves this room, or the one that is named.',
  details: [
    'A private room is left after a question: only an invitation lets one back in.',
    'Nobody can leave #lobby. A conversation comes back when the other person says something; a public room that everybody has left is archived, a private one is gone.',
  ],
  complete: (state, words, started) => (words.length > 0 ? [] : roomWords(state, started)),
  async run(client, {words}) {
    const {room} = roomArgument(client.getState(), words[0]);
    const go = () => leaveRoom(client, room.roomId).then(() => DONE);
    if (room.kind !== 'private') return go();
    return {
      kind: 'choose',
      title: `Leave ${labelOf(room)}? Only an invitation lets you back in.`,
      choices: [
        {number: 1, row: `Leave ${labelOf(room)}`, take: go},
        {number: 2, row: 'Stay', take: () => Promise.resolve(DONE)},
      ],
    };
  },
};
