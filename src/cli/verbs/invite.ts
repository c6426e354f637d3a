/** `invite`: invites people to a room. */
import {invite as inviteInto} from '../../client/actions/room.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parsePerson, parseRoom} from '../account/target.ts';
import {toMemberLine} from '../output/jsonLines.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const invite: Verb = {
  name: 'invite',
  usage: '<room> <person...>',
  summary: 'invite people into a room',
  prints: 'Room',
  options: [
    {flags: '--history', meaning: 'of an encrypted room, what was said before as well, as far as you can read it'},
    JSON_OPTION,
  ],
  examples: [
    ["chat-tui invite '#board' @bob @carol", 'all of them, or nobody where one cannot be invited'],
    ["chat-tui invite '#board' bob --json", 'prints the room'],
  ],
  async run(shell, call) {
    const [typed = '', ...people] = call.words;
    const name = parseRoom(typed);
    const names = people.map(parsePerson);
    await withSession(shell, async client => {
      const room = await findRoom(client, {kind: 'room', name});
      await inviteInto(client, room.roomId, names, {givesHistory: call.options.history === true});
      if (call.options.json === true) shell.printJson(toMemberLine(room));
      else shell.print(`Invited to ${labelOf(room)}: ${names.map(one => `@${one}`).join(', ')}`);
    });
  },
};
