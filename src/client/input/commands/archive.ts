/** `/archive` and `/unarchive`: makes a room read-only, or writable again. */
import {archiveRoom} from '../../actions/roomLifecycle.ts';
import {roomWords} from '../../wording/nameWords.ts';
import {DONE, type Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';

const toCommand = (name: 'archive' | 'unarchive', summary: string, details: readonly string[]): Command => ({
  name,
  usage: '[#room] [why]',
  summary,
  details,
  complete: (state, words, started) => (words.length > 0 || !started.startsWith('#') ? [] : roomWords(state, started)),
  async run(client, {words, rest, state}) {
    const label = words[0]?.startsWith('#') === true ? words[0] : undefined;
    const why = label === undefined ? rest : rest.replace(/^\S+\s*/, '');
    const {room} = roomArgument(state, label);
    await archiveRoom(client, room.roomId, name === 'archive', why);
    return DONE;
  },
});

export const archive = toCommand(
  'archive',
  'Archives this room: it can be read, and nobody writes in it. For its owner.',
  [
    'An archived room is out of the list of rooms; /list, Ctrl+G and search still find it. A public room ' +
      'that everybody has left is archived by itself.',
  ],
);
export const unarchive = toCommand('unarchive', 'Takes a room out of the archive. For its owner.', []);
