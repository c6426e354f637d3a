/** `get`: takes a file of a room or conversation. */
import {withSession} from '../logins.ts';
import {findRoom, parseTarget} from '../target.ts';
import {JSON_OPTION, textOption, type Verb} from '../verb.ts';
import {display} from '../../shared/text.ts';

export const get: Verb = {
  name: 'get',
  usage: '<target> <name-or-id>',
  summary: 'download a file; it never overwrites one',
  options: [{flags: '--out <dir>', meaning: 'folder to put it into, instead of the downloads folder'}, JSON_OPTION],
  examples: [
    ["chat-tui get '#lobby' report.pdf", 'the newest of this name; prints where it lies'],
    ['chat-tui get @bob report.pdf --out .', 'into this folder'],
  ],
  run: (shell, call) => {
    const [typed = '', wanted = ''] = call.words;
    const target = parseTarget(typed);
    return withSession(shell, async client => {
      const {getFile, transferFinished} = await import('../../client/actions/transfer.ts');
      const {roomId} = await findRoom(client, target);
      const transferId = await getFile(client, {roomId, wanted, outDir: textOption(call, 'out')});
      const {name, path = '', sizeBytes, fileId} = await transferFinished(client, transferId);
      if (call.options.json === true) shell.printJson({id: fileId, name, path, sizeBytes});
      else shell.print(display(path, 'line'));
    });
  },
};
