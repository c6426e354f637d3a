/** `files`: what a room has to take. */
import {fileFacts} from '../../client/wording/listFacts.ts';
import type {FileView} from '../../shared/model.ts';
import {labelOf} from '../../client/state/selectors.ts';
import type {Result} from '../../shared/protocol.ts';
import {pagesOf} from '../../client/log/pages.ts';
import {toFileLine} from '../output/jsonLines.ts';
import {withSession} from '../account/logins.ts';
import {printTable} from '../output/printTable.ts';
import {dateTimeOf} from '../../shared/text/timeText.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const files: Verb = {
  name: 'files',
  usage: '<target>',
  summary: 'list the files of a room, newest first',
  prints: 'File',
  options: [JSON_OPTION],
  examples: [
    ["chat-tui files '#lobby'", 'id, name, size, sender, time'],
    ['chat-tui files @bob --json', 'one JSON object a file'],
  ],
  run: (shell, call) =>
    withSession(shell, async client => {
      const room = await findRoom(client, parseTarget(call.words[0] ?? ''));
      const {roomId} = room;
      const pages = pagesOf<Result<'fileList'>, number>(
        beforeSeq => client.request('fileList', beforeSeq === undefined ? {roomId} : {roomId, beforeSeq}),
        page => page.files.at(-1)?.seq,
      );
      for await (const page of pages) {
        if (call.options.json === true) for (const file of page.files) shell.printJson(toFileLine(file, labelOf(room)));
        else await printTable(shell, page.files.map(toRow));
      }
    }),
};

function toRow(file: FileView): string[] {
  const {title, size, sender, state} = fileFacts(file);
  return [file.fileId, title, size, sender, dateTimeOf(file.offeredAtMs), state];
}
