/** `delete`: removes files of a room, or a message, from the server. */
import {ChatError} from '../../shared/errors.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {display} from '../../shared/text/safeText.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {findMessage, isMessage, parseMessage, printAction} from '../account/messageTarget.ts';
import {toFileLine} from '../output/jsonLines.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, type Call, type Verb} from '../verb.ts';

export const remove: Verb = {
  name: 'delete',
  usage: '<target> [words...]',
  summary: 'remove files by name or id, or a message named by #room/SEQ: your own, or with the right to, anybody’s',
  prints: 'File',
  printsToo: 'Entry',
  options: [JSON_OPTION],
  examples: [
    ["chat-tui delete '#lobby' report.pdf", 'the newest of this name; the room is told'],
    ["chat-tui delete '#lobby/123' No advertising", 'the message with this seq, and why'],
    ['chat-tui delete \'#builds\' -- "$name"', 'a name that a variable holds'],
  ],
  run: (shell, call) => {
    if (isMessage(call.words)) return removeMessage(shell, call);
    const [typed = '', ...names] = call.words;
    if (names.length === 0) throw new ChatError('message-number-missing', typed);
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

function removeMessage(shell: Shell, call: Call): Promise<void> {
  const message = parseMessage(call.words);
  return withSession(shell, async client => {
    const {deleteNow} = await import('../../client/actions/messages/messageActionsNow.ts');
    const place = await findMessage(client, message);
    await printAction(shell, call, client, {...place, ...(await deleteNow(client, place, message.words.join(' ')))});
  });
}
