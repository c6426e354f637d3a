/** `unread`: where something waits to be read. */
import {labelOf} from '../../client/state/selectors.ts';
import {toMemberLine} from '../output/jsonLines.ts';
import {withSession} from '../account/logins.ts';
import {printTable} from '../output/printTable.ts';

import {JSON_OPTION, type Verb} from '../verb.ts';

export const unread: Verb = {
  name: 'unread',
  usage: '',
  summary: 'list the rooms and conversations with unread messages',
  prints: 'Room',
  options: [JSON_OPTION],
  examples: [
    ['chat-tui unread', 'room, unread messages, mentions of you; nothing when all is read'],
    ['chat-tui unread --json', 'for a status bar'],
  ],
  run: (shell, call) =>
    withSession(shell, async client => {
      const waiting = Object.values(client.getState().roomById)
        .map(({room}) => room)
        .filter(room => room.unread > 0)
        .toSorted((one, other) => other.mentions - one.mentions || other.unread - one.unread);
      if (call.options.json === true) {
        for (const room of waiting) shell.printJson(toMemberLine(room));
        return;
      }
      const rows = waiting.map(room => [
        labelOf(room),
        `${room.unread} unread`,
        room.mentions > 0 ? `${room.mentions} mentions` : '',
      ]);
      await printTable(shell, rows);
    }),
};
