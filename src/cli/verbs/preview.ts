/** `preview`: shows what a file of a room is before it is downloaded. */
import {ChatError} from '../../shared/errors.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {display} from '../../shared/text/safeText.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';
import {previewFile} from '../../client/actions/preview.ts';
import {previewRows} from '../../client/transfers/preview/previewRows.ts';

export const preview: Verb = {
  name: 'preview',
  usage: '<target> <name-or-id>',
  summary: 'show what a file is before it is taken: first lines, what an archive lists, the size of an image',
  prints: 'Preview',
  options: [JSON_OPTION],
  examples: [
    ["chat-tui preview '#builds' app.tgz", 'what is in it; nothing is unpacked or written'],
    ['chat-tui preview @bob photo.jpg --json', 'format, width and height'],
  ],
  async run(shell, call) {
    const [typed = '', wanted = ''] = call.words;
    const target = parseTarget(typed);
    await withSession(shell, async client => {
      const {findFiles} = await import('../../client/actions/transfer.ts');
      const {roomId} = await findRoom(client, target);
      const [file] = await findFiles(client, roomId, [wanted]);
      if (file === undefined) throw new ChatError('file-not-found', wanted);
      const found = await previewFile(client, file);
      const {fileId, name, sizeBytes} = file;
      if (call.options.json === true) shell.printJson({fileId, name, sizeBytes, ...found});
      else for (const row of previewRows(found)) shell.print(display(row, 'line'));
    });
  },
};
