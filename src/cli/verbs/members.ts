/** `members`: lists the members of a room. */
import {personCells} from '../../client/wording/rows/listCells.ts';
import {labelOf} from '../../client/state/selectors.ts';
import type {Result} from '../../shared/protocol.ts';
import {pagesOf} from '../../client/log/pagedList.ts';
import {withSession} from '../account/logins.ts';
import {printTable} from '../output/printTable.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const members: Verb = {
  name: 'members',
  usage: '<target>',
  summary: 'list who is in a room',
  prints: 'User',
  options: [JSON_OPTION],
  examples: [["chat-tui members '#lobby'", 'everybody, with who is online']],
  run: (shell, call) =>
    withSession(shell, async client => {
      const room = await findRoom(client, parseTarget(call.words[0] ?? ''));
      const {roomId} = room;
      const pages = pagesOf<Result<'memberList'>, string>(
        afterName => client.request('memberList', afterName === undefined ? {roomId} : {roomId, afterName}),
        page => page.members.at(-1)?.name,
      );
      for await (const page of pages) {
        if (call.options.json === true)
          for (const user of page.members) shell.printJson({room: labelOf(room), ...user});
        else
          await printTable(
            shell,
            page.members.map(user => personCells(user, user.roleHere)),
          );
      }
    }),
};
