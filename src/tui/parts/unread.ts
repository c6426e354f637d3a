/** How much is unread, as one counts it: exactly while it is few, then that it is many. */
import {FIXED_LIMITS} from '../../shared/limits.ts';

/** Empty when nothing is. */
export function unreadCount(unread: number): string {
  if (unread >= FIXED_LIMITS.unreadCountMax) return `${FIXED_LIMITS.unreadCountMax - 1}+`;
  return unread > 0 ? String(unread) : '';
}
