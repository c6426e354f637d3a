/** `/remove`: removes a member from this room. */
import {removeFromRoom} from '../../actions/governance.ts';
import {DONE, type Command} from '../command.ts';
import {firstWord, personWords} from '../../wording/nameWords.ts';
import {checkOnePerson, roomArgument} from '../typed/roomArgument.ts';
import {ChatError} from '../../../shared/errors.ts';

export const removeMember: Command = {
  name: 'remove',
  usage: '@name [why]',
  summary: 'Removes a member from this room, who comes back by invitation only. For moderators.',
  complete: firstWord(personWords),
  async run(client, {words, rest, state}) {
    const [name] = words;
    if (name === undefined) throw new ChatError('command-usage', '/remove @name [why]');
    const why = rest.replace(/^\S+\s*/, '');
    checkOnePerson(name, why);
    const {room} = roomArgument(state, undefined);
    await removeFromRoom(client, room.roomId, name, why);
    return DONE;
  },
};
