/** `/files`: what the room has, newest first, with the numbers that `/get` takes. */
import {fileFacts} from '../../wording/listFacts.ts';
import {titleOf} from '../../../shared/bundle.ts';
import {fetchFile, listFiles} from '../../actions/transfer.ts';
import {DONE, type Command, type Outcome} from '../command.ts';
import type {FileView} from '../../../shared/model.ts';
import {firstWord, roomWords} from '../../wording/nameWords.ts';
import {roomArgument} from '../roomArgument.ts';
import {labelOf} from '../../state/selectors.ts';
import {shownPath} from '../../wording/shownPath.ts';

export const files: Command = {
  name: 'files',
  usage: '[#room]',
  summary: 'Lists the files of this room, or of the one that is named.',
  complete: firstWord(roomWords),
  async run(client, {words}) {
    const {room} = roomArgument(client.getState(), words[0]);
    const pathOf = (fileId: string) => {
      const path = client.parts.transfers.pathOf(fileId);
      return path === undefined ? undefined : shownPath(path);
    };
    /** What is here already is not fetched twice; `/get` does that. */
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
      row: cellsOf(file, pathOf(file.fileId)),
      take: () => take(file),
    }));
    return {kind: 'choose', title: `Files in ${labelOf(room)}`, choices};
  },
};

function cellsOf(file: FileView, path: string | undefined): string[] {
  const {title, size, sender, state} = fileFacts(file);
  return [title, size, sender, path ?? state];
}
