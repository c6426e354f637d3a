/** Threads in words: unread count and first words in a list, and a note that files go to the room. */
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {FollowedThread} from '../../shared/protocol/threads.ts';
import {isIgnored} from '../state/room/ignored.ts';
import type {State} from '../state/state.ts';
import {unreadIn} from '../state/threads.ts';

/** Contains text from others, not yet passed through `display()`. */
export function threadWords(state: Pick<State, 'roomById'>, thread: FollowedThread): {unread: string; text: string} {
  const most = FIXED_LIMITS.threadUnreadMax;
  const unread = unreadIn(state, thread);
  const count = unread >= most ? `${most - 1}+` : String(unread);
  return {unread: unread === 0 ? '' : `${count} new`, text: firstWordsOf(state, thread)};
}

/** Note after the file name when a file is sent from a thread. */
export const fileWhere = ({threadOf}: {threadOf: number | undefined}): string =>
  threadOf === undefined ? '' : ' (in the room: a thread holds no files)';

function firstWordsOf({roomById}: Pick<State, 'roomById'>, {roomId, sender, text}: FollowedThread): string {
  if (isIgnored(roomById[roomId], {sender})) return '(blocked)';
  return text === '' ? '(deleted)' : text;
}
