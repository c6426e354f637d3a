/** `/delete`: removes a file of the room from the server. */
import {deleteFile, findFile} from '../../actions/transfer.ts';
import {type Command} from '../command.ts';
import {roomArgument} from '../roomArgument.ts';
import {quoteWord} from '../words.ts';
import {ChatError} from '../../../shared/errors.ts';

export const remove: Command = {
  name: 'delete',
  usage: 'name|number',
  summary: 'Removes a file of this room from the server: your own, or as owner or admin anybody’s.',
  details: ['Numbers are those that /files shows. The room is told. What people have taken already stays with them.'],
  complete(state, words, started) {
    const {entries = []} = state.roomById[state.currentRoomId ?? 0] ?? {};
    const names = entries.flatMap(entry => (entry.kind === 'file' ? [entry.name] : [])).toReversed();
    return words.length > 0 ? [] : [...new Set(names)].filter(name => name.startsWith(started)).map(quoteWord);
  },
  async run(client, {words}) {
    const [wanted] = words;
    if (wanted === undefined || words.length > 1) throw new ChatError('command-usage', '/delete name|number');
    const {roomId} = roomArgument(client.getState(), undefined).room;
    const file = await findFile(client, roomId, wanted);
    await deleteFile(client, file);
    return {kind: 'told', sentence: `${file.name} is deleted.`};
  },
};
