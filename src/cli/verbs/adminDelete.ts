/** `admin delete`: removes files of anybody, in any room. */
import {withSession} from '../account/logins.ts';
import type {Verb} from '../verb.ts';

export const adminDelete: Verb = {
  name: 'admin delete',
  usage: '<file-id...>',
  summary: 'remove files of anybody, in any room, to free the disk',
  options: [],
  examples: [['chat-tui admin delete 0mCxE6vD1Qf3kUuW9aZb2A', 'an id that admin files shows']],
  run: (shell, call) =>
    withSession(shell, async client => {
      for (const fileId of call.words) {
        await client.request('fileDelete', {fileId});
        shell.print(`Deleted ${fileId}.`);
      }
    }),
};
