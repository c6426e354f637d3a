/** `downloads`: shows or sets the download folder for a room or a server on this machine. */
import {downloadFolderOf, setDownloadFolder} from '../../client/actions/files.ts';
import {chosenFolder} from '../../client/actions/people/permissions.ts';
import {display} from '../../shared/text/safeText.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import type {Verb} from '../verb.ts';

export const downloads: Verb = {
  name: 'downloads',
  usage: '<target> [folder]',
  summary: 'show or set the folder into which files of a room go on this machine; all is every room of this server',
  options: [],
  examples: [
    ["chat-tui downloads '#builds'", 'show it'],
    ["chat-tui downloads '#builds' ~/builds", 'set it; default takes it back'],
    ['chat-tui downloads all ~/chat', 'for every room without a folder of its own'],
  ],
  async run(shell, call) {
    const [typed = '', folder] = call.words;
    const target = typed === 'all' ? undefined : parseTarget(typed);
    await withSession(shell, async client => {
      const roomId = target === undefined ? undefined : (await findRoom(client, target)).roomId;
      if (folder !== undefined)
        await setDownloadFolder(client, roomId, folder === 'default' ? undefined : chosenFolder(client, folder));
      shell.print(display(await downloadFolderOf(client, roomId), 'line'));
    });
  },
};
