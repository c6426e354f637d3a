/** `archive`: archives a room, or takes it out of the archive. */
import {archiveRoom} from '../../client/actions/roomLifecycle.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseRoom} from '../account/target.ts';
import {toMemberLine} from '../output/jsonLines.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const archive: Verb = {
  name: 'archive',
  usage: '<room> [why...]',
  summary: 'archive a room of yours: it can be read, and nobody writes in it',
  prints: 'Room',
  options: [{flags: '--undo', meaning: 'take it out of the archive'}, JSON_OPTION],
  examples: [
    ["chat-tui archive '#release-12' 'it is out'", 'what was said can still be read and found'],
    ["chat-tui archive '#release-12' --undo", 'people write in it again'],
  ],
  run: (shell, call) =>
    withSession(shell, async client => {
      const [typed = '', ...why] = call.words;
      const isArchived = call.options.undo !== true;
      const room = await findRoom(client, {kind: 'room', name: parseRoom(typed)});
      await archiveRoom(client, room.roomId, isArchived, why.join(' '));
      if (call.options.json === true) shell.printJson(toMemberLine({...room, isArchived}));
      else shell.print(`${labelOf(room)} is ${isArchived ? 'archived' : 'out of the archive'} now.`);
    }),
};
