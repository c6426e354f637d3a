/** `delete-room`: deletes a room with everything in it. */
import {deleteRoom} from '../../client/actions/roomLifecycle.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {ChatError} from '../../shared/errors.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseRoom} from '../account/target.ts';
import {toRoomLine} from '../output/jsonLines.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const deleteWholeRoom: Verb = {
  name: 'delete-room',
  usage: '<room>',
  summary: 'delete a room of yours with every message and file in it, for everybody and for good',
  prints: 'Room',
  options: [{flags: '--yes', meaning: 'without it nothing is deleted'}, JSON_OPTION],
  examples: [["chat-tui delete-room '#garden' --yes", 'archive keeps what was said']],
  async run(shell, call) {
    const name = parseRoom(call.words[0] ?? '');
    if (call.options.yes !== true)
      throw new ChatError('command-usage', `chat-tui delete-room '#${name}' --yes (it deletes everything in it)`);
    await withSession(shell, async client => {
      const room = await findRoom(client, {kind: 'room', name});
      // The typed name is sent along, because a room that was renamed meanwhile is not the one that was meant.
      await deleteRoom(client, {roomId: room.roomId, name});
      if (call.options.json === true) shell.printJson(toRoomLine({...room, memberCount: 0}));
      else shell.print(`Deleted ${labelOf(room)}.`);
    });
  },
};
