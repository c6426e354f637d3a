/** `delete`: removes files of a room from the server. */
import {ChatError} from '../../shared/errors.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {display} from '../../shared/text/text.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {toFileLine} from '../output/jsonLines.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const remove: Verb = {
  name: 'delete',
  usage: '<target> <name-or-id...>',
  summary: 'remove files from the server: your own, or as owner or admin anybody’s',
  prints: 'File',
  options: [JSON_OPTION],
  examples: [
    ["chat-tui delete '#lobby' report.pdf", 'the newest of this name; the room is told'],
    ['chat-tui delete \'#builds\' -- "$name"', 'a name that a variable holds'],
  ],
  run: (shell, call) => {
    const [typed = '', ...names] = call.words;
    const target = parseTarget(typed);
    return withSession(shell, async client => {
      const {deleteFile, findFiles} = await import('../../client/actions/transfer.ts');
      const room = await findRoom(client, target);
      const found = await findFiles(client, room.roomId, [...new Set(names)]);
      const missing = found.indexOf(undefined);
      if (missing >= 0) throw new ChatError('file-not-found', names[missing]);
      for (const file of found) {
        if (!file) continue;
        await deleteFile(client, file);
        if (call.options.json === true) shell.printJson(toFileLine({...file, state: 'cancelled'}, labelOf(room)));
        else shell.print(`Deleted ${display(file.name, 'line')}.`);
      }
    });
  },
};
