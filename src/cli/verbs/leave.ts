/** `leave`: leaves a room. */
import {leaveRoom} from '../../client/actions/room.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseRoom} from '../account/target.ts';
import {toRoomLine} from '../output/jsonLines.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const leave: Verb = {
  name: 'leave',
  usage: '<room>',
  summary: 'leave a room',
  prints: 'Room',
  options: [JSON_OPTION],
  examples: [["chat-tui leave '#garden'", 'its messages are no longer shown to you']],
  run: (shell, call) =>
    withSession(shell, async client => {
      const room = await findRoom(client, {kind: 'room', name: parseRoom(call.words[0] ?? '')});
      await leaveRoom(client, room.roomId);
      // Computed here, because a token without the right to read does not receive the new count.
      const memberCount = Math.max(0, room.memberCount - 1);
      if (call.options.json === true) shell.printJson(toRoomLine({...room, memberCount}));
      else shell.print(`Left ${labelOf(room)}.`);
    }),
};
