/** A thread in a list: its unread count and its first words. */
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {FollowedThread} from '../../shared/protocol/threads.ts';

/** Foreign text is not yet passed through `display()`. */
export function threadWords({text}: FollowedThread, unread: number): {unread: string; text: string} {
  const most = FIXED_LIMITS.threadUnreadMax;
  const count = unread >= most ? `${most - 1}+` : String(unread);
  return {unread: unread === 0 ? '' : `${count} new`, text: text === '' ? '(deleted)' : text};
}
