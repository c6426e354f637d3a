/** How much is unread, as one counts it: exactly while it is few, then that it is many. */
import {FIXED_LIMITS} from '../../shared/limits.ts';

/** Empty when nothing is. */
export function unreadCount(unread: number): string {
  if (unread >= FIXED_LIMITS.unreadCountMax) return `${FIXED_LIMITS.unreadCountMax - 1}+`;
  return unread > 0 ? String(unread) : '';
}

/** `6` unread, or `@2 6` where two of them mention one. */
export const unreadBadge = ({unread, mentions}: {unread: number; mentions: number}): string =>
  mentions > 0 ? `@${unreadCount(mentions)} ${unreadCount(unread)}` : unreadCount(unread);
