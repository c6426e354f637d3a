/** `/send`: offers files to a room or to one person. */
import {openDirect} from '../../actions/room.ts';
import {sendFiles} from '../../actions/transfer.ts';
import {DONE, type Command, type Typed} from '../command.ts';
import {personWords, roomWords} from '../../wording/nameWords.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {expandPath, pathsLike} from '../../transfers/up/localPaths.ts';
import type {Route} from '../../core/route.ts';
import {quoteWord} from '../words.ts';
import {ChatError} from '../../../shared/errors.ts';

const isTarget = (word: string): boolean => /^[@#]/.test(word);

async function roomIdOf({client, state}: Typed, target: string | undefined): Promise<number> {
  if (target?.startsWith('@')) return (await openDirect(client, target)).roomId;
  return roomArgument(state, target).room.roomId;
}

function routeIn(typed: readonly string[]): {route: Route | undefined; words: readonly string[]} {
  const [first = '', ...words] = typed;
  if (first !== '--direct' && first !== '--relay') return {route: undefined, words: typed};
  return {route: first === '--direct' ? 'direct' : 'relay', words};
}

export const send: Command = {
  name: 'send',
  usage: '[--direct|--relay] path… [@name|#room]',
  summary:
    'Sends files and folders to this room, or to the person or room that is named; without a path, shows files to choose from.',
  details: [
    'Several files, and folders with what is in them, are one offer; where it arrives they lie in one ' +
      'folder. Links in folders stay here.',
    'To one person a file goes from machine to machine where both let it, and over the server otherwise: ' +
      '--direct is the first alone, --relay the second.',
    'A thread holds no files: what is sent in one is offered in its room.',
    'People who are away get the offer when they return.',
    'Paths that are dropped on the terminal, or pasted, are offered as files when Enter is pressed.',
    'Quote spaces: /send "my file.pdf" or /send my\\ file.pdf. A file whose name begins with @ or # is written ./@name.',
  ],
  async complete(state, _words, started) {
    if (started.startsWith('@')) return personWords(state, started);
    if (started.startsWith('#')) return roomWords(state, started);
    return (await pathsLike(started)).map(quoteWord);
  },
  async run(client, {words: typed, state}) {
    const {route, words} = routeIn(typed);
    const paths = words.filter(word => !isTarget(word));
    const targets = words.filter(isTarget);
    if (targets.length > 1) throw new ChatError('command-usage', '/send [--direct|--relay] path… [@name|#room]');
    if (paths.length === 0 && targets.length === 0) return {kind: 'open', overlay: 'filePicker'};
    if (paths.length === 0) throw new ChatError('command-usage', '/send [--direct|--relay] path… [@name|#room]');
    const roomId = await roomIdOf({client, state}, targets[0]);
    await sendFiles(client, {paths: paths.map(expandPath), roomId, route});
    return DONE;
  },
};
