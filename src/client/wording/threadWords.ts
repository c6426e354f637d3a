/** A thread in a list: how much of it is unread, and how it begins. */
import {THREAD_UNREAD_MAX, type FollowedThread} from '../../shared/protocol/threads.ts';

/** Foreign text is not yet passed through `display()`. */
export function threadWords({text}: FollowedThread, unread: number): {unread: string; text: string} {
  const count = unread >= THREAD_UNREAD_MAX ? `${THREAD_UNREAD_MAX - 1}+` : String(unread);
  return {unread: unread === 0 ? '' : `${count} new`, text: text === '' ? '(deleted)' : text};
}
