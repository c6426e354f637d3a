/** `/send`: offers files to a room or to one person. */
import {openDirect} from '../../actions/room.ts';
import {sendFiles} from '../../actions/transfer.ts';
import type {Client} from '../../client.ts';
import {DONE, type Command} from '../command.ts';
import {personWords, roomWords} from '../../wording/nameWords.ts';
import {roomArgument} from '../roomArgument.ts';
import {expandPath, pathsLike} from '../../transfers/up/localPaths.ts';
import {quoteWord} from '../words.ts';
import {ChatError} from '../../../shared/errors.ts';

const isTarget = (word: string): boolean => /^[@#]/.test(word);

async function roomIdOf(client: Client, target: string | undefined): Promise<number> {
  if (target?.startsWith('@')) return (await openDirect(client, target)).roomId;
  return roomArgument(client.getState(), target).room.roomId;
}

export const send: Command = {
  name: 'send',
  usage: 'path… [@name|#room]',
  summary:
    'Sends files and folders to this room, or to the person or room that is named; without a path, shows files to choose from.',
  details: [
    'Several files, and folders with what is in them, are one offer; where it arrives they lie in one folder. Links in folders stay here.',
    'People who are away get the offer when they return.',
    'Quote spaces: /send "my file.pdf" or /send my\\ file.pdf. A file whose name begins with @ or # is written ./@name.',
  ],
  async complete(state, _words, started) {
    if (started.startsWith('@')) return personWords(state, started);
    if (started.startsWith('#')) return roomWords(state, started);
    return (await pathsLike(started)).map(quoteWord);
  },
  async run(client, {words}) {
    const paths = words.filter(word => !isTarget(word));
    const targets = words.filter(isTarget);
    if (targets.length > 1) throw new ChatError('command-usage', '/send path… [@name|#room]');
    if (paths.length === 0 && targets.length === 0) return {kind: 'open', overlay: 'filePicker'};
    if (paths.length === 0) throw new ChatError('command-usage', '/send path… [@name|#room]');
    const roomId = await roomIdOf(client, targets[0]);
    await sendFiles(client, {paths: paths.map(expandPath), roomId});
    return DONE;
  },
};
