/** Errors about rooms and the people in them. */
import {FIXED_LIMITS} from '../limits.ts';
import {grouped} from '../text/figures.ts';
import {errorKind, ownError} from './errorKind.ts';

export const ROOM_ERRORS = {
  'room-not-found': errorKind(
    'There is no room {detail} that you can see. Use {/list|chat-tui rooms} to see the rooms.',
    false,
    {isRoomAbsent: true},
  ),
  'room-exists': errorKind("The room {detail} exists already. Use {/join |chat-tui join '}{detail}{|'}."),
  'room-name-invalid': ownError(
    `A room name has 1 to ${FIXED_LIMITS.roomNameLengthMax} characters: a-z, 0-9, dot, dash and underscore.`,
  ),
  'not-in-room': errorKind("You are not in {detail}. {Use /join first.|Use chat-tui join '#ROOM' first.}", false, {
    isRoomAbsent: true,
  }),
  'lobby-stays': errorKind('Nobody can leave #lobby.'),
  'lobby-fixed': errorKind('#lobby keeps its name, and is neither archived nor deleted.'),
  'room-archived': errorKind('{detail} is archived: it can be read, and nobody writes in it any more.'),
  'room-name-other': errorKind('This room is called {detail}. Nothing was deleted.'),
  'description-too-long': errorKind(
    `A description has at most ${grouped(FIXED_LIMITS.descriptionLengthMax)} characters. Shorten it.`,
  ),
  'too-many-rooms': errorKind('You are in {detail} rooms, which is the limit. Leave one first.'),
  'too-many-rooms-made': errorKind(
    'You made {detail} rooms that are in use, which is the limit. Leave one that nobody else is in.',
  ),
  'room-name-alike': errorKind('The name {detail} looks like that of another room. Choose another.'),
  'topic-not-yours': errorKind('The topic here is set by admins and by who made the room. Ask one of them.'),
  'room-locked': errorKind('{detail} is locked: only its moderators write here now.'),
  'write-not-yours': errorKind('Only {detail} may write in this room.'),
  'slow-mode': errorKind('This room is slow. Wait {detail} seconds; what you wrote is sent by itself then.', true, {
    hasWait: true,
    isSaidAfterLooking: true,
  }),
  'keep-days-short': errorKind(
    'On this server messages are kept for {detail} days at least. Say that many or more, or off.',
  ),
  'removed-from-room': errorKind('You were removed from {detail}, and come back by invitation only. Ask a moderator.'),
  'entry-not-found': errorKind('There is no such message.'),
  muted: errorKind('You cannot write now: you were muted by {detail}.'),
  'user-not-found': errorKind('There is nobody called {detail} here.'),
  'direct-self': errorKind('That is you. Choose somebody else.'),
  'already-member': errorKind('{detail} is in the room already.'),
  'topic-too-long': errorKind(`A topic has at most ${FIXED_LIMITS.topicLengthMax} characters.`),
};
