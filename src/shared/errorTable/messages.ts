/** Errors of changing existing messages: edits, deletions, reactions, pins. */
import {errorKind, ownError, ownUsage, type ErrorKind} from './errorKind.ts';

export const MESSAGE_ERRORS = {
  'message-not-found': errorKind('There is no such message here. Choose another.', false, {isTargetAbsent: true}),
  'message-number-missing': ownUsage(
    'Say which message of {detail}: a number counted from the newest, 1 for the newest, or #ROOM/SEQ as tail --json tells it.',
  ),
  'not-in-thread': ownError(
    'There is no {detail} in a thread. Write it as a message, or leave the thread first: then it goes to the room.',
  ),
  'message-gone': errorKind('This message was deleted.', false, {isTargetAbsent: true}),
  'message-not-yours': errorKind('Only who wrote a message can edit it.'),
  'message-unchangeable': errorKind('Only messages can be edited and deleted; this is something else.'),
  'edit-too-late': errorKind('A message can be edited for {detail} here. Write another one.'),
  'edits-too-many': errorKind('This message was edited {detail} times, which is the limit. Write another one.'),
  'emoji-invalid': errorKind('A reaction is one emoji, such as 👍 or :tada:.'),
  'reactions-full': errorKind('There are {detail} different reactions under this already. Take one of them.'),
  'pins-full': errorKind('There are {detail} pinned messages here, which is the limit. Unpin one first.'),
  'stars-full': errorKind('You have {detail} starred messages, which is the limit. Unstar one first.'),
  'pattern-invalid': ownUsage('This is no regular expression: {detail}.'),
  'pattern-too-slow': ownUsage(
    'The pattern takes too long on a message that came. Write it without repetitions in repetitions.',
  ),
  'wait-over': errorKind('Nobody has said so in {detail}.', true, {isLocal: true}),
  'command-not-started': ownUsage('The command did not start: {detail}.'),
  'room-quota-full': errorKind(
    'This room may have no more files ({detail}). Delete some that are not needed any more, or send it elsewhere.',
    false,
    {httpStatus: 507},
  ),
} satisfies Record<string, ErrorKind>;
