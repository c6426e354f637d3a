/** `/invite`: invites people to a room. */
import {invite as inviteInto} from '../../actions/room.ts';
import {DONE, type Command} from '../command.ts';
import {personWords, roomWords} from '../../wording/nameWords.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {labelOf} from '../../state/selectors.ts';
import {ChatError} from '../../../shared/errors.ts';

export const invite: Command = {
  name: 'invite',
  usage: '@name… [#room] [--history]',
  summary: 'Asks people into this room, or into the one that is named.',
  details: [
    'In an encrypted room they read what is said from then on; with --history what was said before as well, as far as you can.',
  ],
  complete: (state, _words, started) =>
    started.startsWith('#') ? roomWords(state, started) : personWords(state, started),
  async run(client, {words, state}) {
    const names = words.filter(word => !word.startsWith('#') && word !== '--history');
    const rooms = words.filter(word => word.startsWith('#'));
    if (names.length === 0 || rooms.length > 1)
      throw new ChatError('command-usage', '/invite @name… [#room] [--history]');
    const {room} = roomArgument(state, rooms[0]);
    await inviteInto(client, room.roomId, names, {givesHistory: words.includes('--history')});
    client.notify('info', `Invited to ${labelOf(room)}: ${names.join(', ')}`, room.roomId);
    return DONE;
  },
};
