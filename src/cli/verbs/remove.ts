/** `remove`: removes a member from a room. */
import {removeFromRoom} from '../../client/actions/governance.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parsePerson, parseRoom} from '../account/target.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const removeMember: Verb = {
  name: 'remove',
  usage: '<room> <user> [why...]',
  summary: 'remove a member from a room, who comes back by invitation only',
  prints: 'Removed',
  options: [JSON_OPTION],
  examples: [["chat-tui remove '#garden' @mallory Please read the rules", 'the others are told why']],
  run: (shell, call) => {
    const [typedRoom = '', typed = '', ...why] = call.words;
    const name = parsePerson(typed);
    return withSession(shell, async client => {
      const room = await findRoom(client, {kind: 'room', name: parseRoom(typedRoom)});
      const text = why.join(' ');
      await removeFromRoom(client, room.roomId, name, text);
      if (call.options.json === true) shell.printJson({room: labelOf(room), name, text});
      else shell.print(`@${name} is not in #${room.name} any more.`);
    });
  },
};
