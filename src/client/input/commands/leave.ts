/** `/leave`: leaves a room, or hides a conversation until its next message. */
import {leaveRoom} from '../../actions/room.ts';
import {DONE, type Command} from '../command.ts';
import {firstWord, roomWords} from '../../wording/nameWords.ts';
import {labelOf} from '../../state/selectors.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import type {Room, User} from '../../../shared/model.ts';

export const leave: Command = {
  name: 'leave',
  aliases: ['part'],
  usage: '[#room]',
  summary: 'Leaves this room, or the one that is named.',
  details: [
    'Where only an invitation lets you back in, or the room is locked, it asks first. You are in the room before then.',
    'Nobody can leave #lobby. A conversation comes back when the other person says something; a public room ' +
      'that everybody has left is archived, a private one is gone.',
  ],
  complete: firstWord(roomWords),
  async run(client, {words, state}) {
    const {room} = roomArgument(state, words[0]);
    const go = () => leaveRoom(client, room.roomId).then(() => DONE);
    const wayBack = wayBackTo(room, client.getState().me);
    if (wayBack === undefined) return go();
    return {
      kind: 'choose',
      title: `Leave ${labelOf(room)}? ${wayBack}`,
      choices: [
        {number: 1, row: `Leave ${labelOf(room)}`, take: go},
        {number: 2, row: 'Stay', take: () => Promise.resolve(DONE)},
      ],
    };
  },
};

/** Why one could not come back; absent when nothing prevents it. */
function wayBackTo({kind, rules, myRole}: Room, me: User | undefined): string | undefined {
  if (kind === 'private' || (kind === 'public' && me?.role === 'guest')) return 'Only an invitation lets you back in.';
  return rules?.isLocked === true && myRole === 'member' ? 'It is locked: nobody comes in.' : undefined;
}
