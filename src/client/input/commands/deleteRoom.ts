/** `/delete-room`: deletes a room with everything in it. */
import {deleteRoom} from '../../actions/roomLifecycle.ts';
import {firstWord, roomWords} from '../../wording/nameWords.ts';
import {labelOf} from '../../state/selectors.ts';
import {DONE, type Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {ChatError} from '../../../shared/errors.ts';

export const deleteWholeRoom: Command = {
  name: 'delete-room',
  usage: '#room',
  summary: 'Deletes a room with every message and file in it, for everybody and for good. For its owner.',
  details: ['It asks first. /archive keeps what was said. The name is free afterwards.'],
  complete: firstWord(roomWords),
  async run(client, {words, state}) {
    const [label] = words;
    if (label === undefined || words.length > 1) throw new ChatError('command-usage', '/delete-room #room');
    const {room} = roomArgument(state, label);
    const {roomId, name, memberCount} = room;
    const whose = memberCount === 1 ? 'Only you are in it.' : `${memberCount} people are in it.`;
    return {
      kind: 'choose',
      title: `Delete ${labelOf(room)} with everything in it, for good? ${whose}`,
      choices: [
        {number: 1, row: 'Keep it', take: () => Promise.resolve(DONE)},
        {number: 2, row: `Delete ${labelOf(room)}`, take: () => deleteRoom(client, {roomId, name}).then(() => DONE)},
      ],
    };
  },
};
