/** `admin delete`: removes files of anybody, in any room. */
import {withSession} from '../account/logins.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const adminDelete: Verb = {
  name: 'admin delete',
  usage: '<file-id...>',
  summary: 'remove files of anybody, in any room, to free the disk',
  prints: 'Deleted',
  options: [JSON_OPTION],
  examples: [['chat-tui admin delete 0mCxE6vD1Qf3kUuW9aZb2A', 'an id that admin files shows']],
  run: (shell, call) =>
    withSession(shell, async client => {
      for (const fileId of call.words) {
        await client.request('fileDelete', {fileId});
        if (call.options.json === true) shell.printJson({fileId, state: 'cancelled'});
        else shell.print(`Deleted ${fileId}.`);
      }
    }),
};
