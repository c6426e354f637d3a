/** `/downloads`: the download folder of this room or this server. */
import {ChatError} from '../../../shared/errors.ts';
import {downloadFolderOf, setDownloadFolder} from '../../actions/files.ts';
import {chosenFolder} from '../../actions/people/permissions.ts';
import {labelOf} from '../../state/selectors.ts';
import {pathsLike} from '../../transfers/up/localPaths.ts';
import {shownPath} from '../../wording/shownPath.ts';
import type {Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {quoteWord} from '../words.ts';

export const downloads: Command = {
  name: 'downloads',
  usage: '[all] [folder|default]',
  summary:
    'Shows or sets the folder into which files of this room go on this machine; with all, of every room of this server.',
  details: [
    'A folder is absolute, begins with ~, or lies below your downloads folder. downloads in the settings is for all servers.',
  ],
  async complete(_state, words, started) {
    if (words.length > 1 || (words.length === 1 && words[0] !== 'all')) return [];
    const fixed = [...(words.length === 0 ? ['all'] : []), 'default'].filter(word => word.startsWith(started));
    return [...fixed, ...(await pathsLike(started)).filter(path => path.endsWith('/')).map(quoteWord)];
  },
  async run(client, {words, state}) {
    const isForAll = words[0] === 'all';
    const [folder, ...more] = isForAll ? words.slice(1) : words;
    if (more.length > 0) throw new ChatError('command-usage', '/downloads [all] [folder|default]');
    const {room} = roomArgument(state, undefined);
    const roomId = isForAll ? undefined : room.roomId;
    if (folder !== undefined)
      await setDownloadFolder(client, roomId, folder === 'default' ? undefined : chosenFolder(client, folder));
    const where = shownPath(await downloadFolderOf(client, roomId));
    return {kind: 'told', sentence: `Files of ${isForAll ? 'this server' : labelOf(room)} go into ${where}.`};
  },
};
