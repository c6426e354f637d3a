/** `files`: lists the files of a room. */
import {expiryOf} from '../../client/wording/fileWords.ts';
import {pastCells, speedOf} from '../../client/wording/rows/pastTransfers.ts';
import type {PastTransfer} from '../../client/local/pastTransfers.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Shell} from '../shell.ts';
import {fileCells} from '../../client/wording/rows/listCells.ts';
import {labelOf} from '../../client/state/selectors.ts';
import type {Result} from '../../shared/protocol.ts';
import {pagesOf} from '../../client/log/pagedList.ts';
import {toFileLine} from '../output/jsonLines.ts';
import {withSession} from '../account/logins.ts';
import {printTable} from '../output/printTable.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const files: Verb = {
  name: 'files',
  usage: '[target]',
  summary: 'list the files of a room, newest first; or what was sent and taken on this machine',
  prints: 'File',
  printsToo: 'PastTransfer',
  options: [
    {flags: '--history', meaning: 'what was sent and taken on this machine, newest first: speed, hash and path'},
    JSON_OPTION,
  ],
  examples: [
    ["chat-tui files '#lobby'", 'id, name, size, sender, time'],
    ['chat-tui files @bob --json', 'one JSON object a file'],
    ['chat-tui files --history', 'when, with whom, name, size, speed, hash, path'],
  ],
  run(shell, call) {
    const [target] = call.words;
    const isHistory = call.options.history === true;
    if (isHistory === (target !== undefined))
      throw new ChatError('command-usage', "chat-tui files '#ROOM', or chat-tui files --history");
    return withSession(shell, async client => {
      const isJson = call.options.json === true;
      if (isHistory) return printHistory(shell, await client.parts.transfers.past(), isJson);
      const room = await findRoom(client, parseTarget(target ?? ''));
      const {roomId} = room;
      const pages = pagesOf<Result<'fileList'>, number>(
        beforeSeq => client.request('fileList', beforeSeq === undefined ? {roomId} : {roomId, beforeSeq}),
        page => page.files.at(-1)?.seq,
      );
      for await (const page of pages) {
        const expiries = page.files.map(file => expiryOf(client.getState(), file.offeredAtMs));
        if (isJson)
          for (const [at, file] of page.files.entries())
            shell.printJson({...toFileLine(file, labelOf(room)), ...expiries[at]});
        else
          await printTable(
            shell,
            page.files.map((file, at) => [file.fileId, ...fileCells(file, expiries[at]?.expiresAtMs)]),
          );
      }
    });
  },
};

function printHistory(shell: Shell, past: readonly PastTransfer[], isJson: boolean): Promise<void> | void {
  if (!isJson) return printTable(shell, past.map(pastCells));
  for (const {roomId: _roomId, movedBytes, movedMs, ...one} of past)
    shell.printJson({...one, bytesPerSecond: speedOf({movedBytes, movedMs})});
}
