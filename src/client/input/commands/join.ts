/** `/join`: enters a room, joining it if necessary. */
import {roomNameOf} from '../../../shared/words/typedName.ts';
import {invitationUsedWords, isInvitation, openInvitation} from '../../actions/account/invitation.ts';
import {joinRoom} from '../../actions/room.ts';
import {DONE, type Command} from '../command.ts';
import {roomWords} from '../../wording/nameWords.ts';
import {ChatError} from '../../../shared/errors.ts';

export const join: Command = {
  name: 'join',
  aliases: ['j'],
  usage: '#room|link',
  summary: 'Goes into a room, joining it where needed, or into the rooms of an invitation.',
  details: [
    'A private room can be joined by those who were invited. See /list for the rooms there are.',
    'A join link that somebody gave you brings you into its rooms with the account that you have here.',
  ],
  complete: (state, words, started) =>
    words.length > 0
      ? []
      : [
          ...state.invites
            .map(invite => `#${invite.roomName}`)
            .filter(label => label.startsWith(`#${roomNameOf(started)}`)),
          ...roomWords(state, started),
        ],
  async run(client, {words}) {
    const [room] = words;
    if (room === undefined || words.length > 1) throw new ChatError('command-usage', '/join #room|link');
    if (isInvitation(room)) return {kind: 'told', sentence: invitationUsedWords(await openInvitation(client, room))};
    await joinRoom(client, room);
    return DONE;
  },
};
