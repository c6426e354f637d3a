/** `rooms`: lists the public rooms and one's own. */
import {roomCells} from '../../client/wording/rows/listCells.ts';
import {toRoomLine} from '../output/jsonLines.ts';
import {withSession} from '../account/logins.ts';
import {roomPages} from '../account/target.ts';
import {printTable} from '../output/printTable.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';
import type {RoomSummary} from '../../shared/model.ts';

export const rooms: Verb = {
  name: 'rooms',
  usage: '',
  summary: 'list the public rooms and yours',
  prints: 'Room',
  options: [JSON_OPTION],
  examples: [
    ['chat-tui rooms', 'a star marks the rooms you are in'],
    ['chat-tui rooms --json', 'one JSON object a room'],
  ],
  run: (shell, call) =>
    withSession(shell, async client => {
      const found: RoomSummary[] = [];
      for await (const page of roomPages(client)) found.push(...page.rooms.filter(room => room.kind !== 'direct'));
      if (call.options.json === true) {
        const {roomById} = client.getState();
        for (const room of found) shell.printJson(toRoomLine(room, roomById[room.roomId]?.room));
        return;
      }
      await printTable(
        shell,
        found.map(room => roomCells(room)),
      );
    }),
};
