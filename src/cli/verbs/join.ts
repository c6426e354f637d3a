/** `join`: opens the full screen on a server, or joins a room from the shell. */
import {joinRoom} from '../../client/actions/room.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {toMemberLine} from '../output/jsonLines.ts';
import {withSession} from '../account/logins.ts';
import {parseRoom} from '../account/target.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';
import {screen} from './screen.ts';

export const join: Verb = {
  name: 'join',
  usage: '<address-or-room>',
  summary: 'open the full screen on another server, or join a #room',
  prints: 'Room',
  options: [
    {
      flags: '--use-token',
      meaning:
        'log in there with the token of the environment, which else goes to no server that an address or a link names',
    },
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui join chat.example.org', 'the server there, on the usual port'],
    ['chat-tui join http://chat.example.org:7420/join#CODE', 'by the join link its owner gave you'],
    ["chat-tui join '#garden'", 'become a member of a room, without the screen'],
  ],
  async run(shell, call) {
    const typed = call.words[0] ?? '';
    if (!typed.startsWith('#')) return screen.run(shell, {words: [typed], options: call.options});
    return withSession(shell, async client => {
      const room = await joinRoom(client, parseRoom(typed));
      if (call.options.json === true) shell.printJson(toMemberLine(room));
      else shell.print(`You are in ${labelOf(room)}.`);
    });
  },
};
