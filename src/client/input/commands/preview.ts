/** `/preview`: previews a file of the room before it is downloaded. */
import {titleOf} from '../../../shared/bundle.ts';
import {ChatError} from '../../../shared/errors.ts';
import {previewFile} from '../../actions/preview.ts';
import {findFile} from '../../actions/transfer.ts';
import {previewRows} from '../../transfers/preview/previewRows.ts';
import {fileSizeWords} from '../../wording/fileWords.ts';
import type {Command} from '../command.ts';
import {completeFiles} from '../typed/fileNames.ts';
import {roomArgument} from '../typed/roomArgument.ts';

export const preview: Command = {
  name: 'preview',
  usage: 'name|number',
  summary: 'Shows what a file of this room is before you take it: text, what an archive lists, the size of an image.',
  details: [
    'Numbers are those that /files shows. Only the bytes that tell are fetched; nothing is unpacked or written.',
    'Of a large encrypted file only the beginning can be read, so that a large encrypted zip cannot be looked into.',
  ],
  complete: completeFiles,
  async run(client, {words, state}) {
    const [wanted] = words;
    if (wanted === undefined || words.length > 1) throw new ChatError('command-usage', '/preview name|number');
    const file = await findFile(client, roomArgument(state, undefined).room.roomId, wanted);
    const rows = previewRows(await previewFile(client, file));
    return {kind: 'show', title: `${titleOf(file)} (${fileSizeWords(file)})`, rows};
  },
};
