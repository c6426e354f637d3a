/** `/get`: downloads a file of the room. */
import {getFile} from '../../actions/transfer.ts';
import {DONE, type Command} from '../command.ts';
import {completeFiles} from '../typed/fileNames.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {expandPath, pathsLike} from '../../transfers/up/localPaths.ts';
import {quoteWord} from '../words.ts';
import {ChatError} from '../../../shared/errors.ts';

export const get: Command = {
  name: 'get',
  usage: 'name|number [folder]',
  summary: 'Takes a file of this room into your downloads folder, or into the folder that is named.',
  details: [
    'Numbers are those that /files shows. Nothing is ever overwritten: a name that is taken becomes "name (1)".',
  ],
  async complete(state, words, started) {
    if (words.length === 1) return (await pathsLike(started)).filter(path => path.endsWith('/')).map(quoteWord);
    return completeFiles(state, words, started);
  },
  async run(client, {words, state}) {
    const [wanted, folder] = words;
    if (wanted === undefined || words.length > 2) throw new ChatError('command-usage', '/get name|number [folder]');
    const {roomId} = roomArgument(state, undefined).room;
    const outDir = folder === undefined ? undefined : expandPath(folder);
    await getFile(client, {roomId, wanted, outDir});
    return DONE;
  },
};
