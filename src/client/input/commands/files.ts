/** `/files`: lists the files of the room, newest first, with the numbers that `/get` takes. */
import {fileCells} from '../../wording/rows/listCells.ts';
import {titleOf} from '../../../shared/bundle.ts';
import {fetchFile, listFiles} from '../../actions/transfer.ts';
import type {Client} from '../../client.ts';
import {pastCells} from '../../wording/rows/pastTransfers.ts';
import {tableOf} from '../../../shared/text/table.ts';
import {DONE, type Command, type Outcome} from '../command.ts';
import type {FileView} from '../../../shared/model.ts';
import {expiryOf} from '../../wording/fileWords.ts';
import {firstWord, roomWords} from '../../wording/nameWords.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {labelOf} from '../../state/selectors.ts';
import {shownPath} from '../../wording/shownPath.ts';

export const files: Command = {
  name: 'files',
  usage: '[#room|history]',
  summary: 'Lists the files of this room, or of the one that is named; history lists what was sent and taken here.',
  details: ['Of each: name, size, who, when, and where it lies here, or until when the server keeps it.'],
  complete: firstWord((state, started) => [
    ...roomWords(state, started),
    ...['history'].filter(word => word.startsWith(started)),
  ]),
  async run(client, {words, state}) {
    if (words[0] === 'history') return showHistory(client);
    const {room} = roomArgument(state, words[0]);
    const pathOf = (fileId: string) => {
      const path = client.parts.transfers.pathOf(fileId);
      return path === undefined ? undefined : shownPath(path);
    };
    /** Does not download a file twice; `/get` does. */
    const take = async (file: FileView): Promise<Outcome> => {
      const path = pathOf(file.fileId);
      if (path !== undefined) return {kind: 'told', sentence: `${titleOf(file)} is here: ${path}`};
      await fetchFile(client, file);
      return DONE;
    };
    const found = await listFiles(client, room.roomId);
    if (found.length === 0) return {kind: 'told', sentence: `There are no files in ${labelOf(room)}.`};
    const choices = found.map((file, index) => ({
      number: index + 1,
      row: fileCells(file, expiryOf(client.getState(), file.offeredAtMs).expiresAtMs, pathOf(file.fileId)),
      take: () => take(file),
    }));
    return {kind: 'choose', title: `Files in ${labelOf(room)}`, choices};
  },
};

async function showHistory(client: Client): Promise<Outcome> {
  const rows = tableOf((await client.parts.transfers.past()).map(pastCells));
  if (rows.length === 0) return {kind: 'told', sentence: 'No file was sent or taken on this machine yet.'};
  return {kind: 'show', title: 'Files sent and taken on this machine', rows};
}
