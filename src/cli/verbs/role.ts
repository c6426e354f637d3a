/** `role`: changes the role of a member in a room. */
import {setRoomRole} from '../../client/actions/governance.ts';
import {ChatError} from '../../shared/errors.ts';
import {aRole, isRoomRole, ROOM_ROLES} from '../../shared/access/roles.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parsePerson, parseRoom} from '../account/target.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const role: Verb = {
  name: 'role',
  usage: '<room> <user> <role>',
  choices: {role: ROOM_ROLES},
  summary: 'give a member another role in a room',
  prints: 'RoomRole',
  options: [JSON_OPTION],
  examples: [
    ["chat-tui role '#garden' @bob moderator", `one of ${ROOM_ROLES.join(', ')}`],
    ["chat-tui role '#garden' @bob owner", 'hand the room over; you are a moderator then'],
  ],
  run: (shell, call) => {
    const [typedRoom = '', typed = '', wanted = ''] = call.words;
    const name = parsePerson(typed);
    if (!isRoomRole(wanted))
      throw new ChatError('command-usage', `chat-tui role '#ROOM' @NAME ${ROOM_ROLES.join('|')}`);
    return withSession(shell, async client => {
      const room = await findRoom(client, {kind: 'room', name: parseRoom(typedRoom)});
      await setRoomRole(client, room.roomId, name, wanted);
      if (call.options.json === true) shell.printJson({room: labelOf(room), name, role: wanted});
      else shell.print(`@${name} is ${wanted === 'owner' ? 'the owner' : aRole(wanted)} of #${room.name} now.`);
    });
  },
};
