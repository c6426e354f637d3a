/** Formats unread counts, capped at 999+. */
import {FIXED_LIMITS} from '../../shared/limits.ts';

/** Empty when nothing is. */
export function unreadCount(unread: number): string {
  if (unread >= FIXED_LIMITS.unreadCountMax) return `${FIXED_LIMITS.unreadCountMax - 1}+`;
  return unread > 0 ? String(unread) : '';
}

/** `@2, 3 direct, 7`: what mentions one, what is said to one alone, and all else; empty when nothing is unread. */
export function unreadWords({unread, mentions, direct}: {unread: number; mentions: number; direct: number}): string {
  const others = unread - mentions - direct;
  const parts = [
    mentions > 0 ? `@${unreadCount(mentions)}` : '',
    direct > 0 ? `${unreadCount(direct)} direct` : '',
    unreadCount(others),
  ];
  return parts.filter(part => part !== '').join(', ');
}

/** `6` unread, or `@2 6` where two of them mention one. */
export const unreadBadge = ({unread, mentions}: {unread: number; mentions: number}): string =>
  mentions > 0 ? `@${unreadCount(mentions)} ${unreadCount(unread)}` : unreadCount(unread);
