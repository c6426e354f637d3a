/** Formats unread counts, capped at 999+. */
import {FIXED_LIMITS} from '../../shared/limits.ts';

/** Empty for 0. */
export function unreadCount(unread: number): string {
  if (unread >= FIXED_LIMITS.unreadCountMax) return `${FIXED_LIMITS.unreadCountMax - 1}+`;
  return unread > 0 ? String(unread) : '';
}

/** `@2, 3 direct, 7`: mentions, direct messages, all others; empty when nothing is unread. */
export function unreadWords({unread, mentions, direct}: {unread: number; mentions: number; direct: number}): string {
  const others = unread - mentions - direct;
  const parts = [
    mentions > 0 ? `@${unreadCount(mentions)}` : '',
    direct > 0 ? `${unreadCount(direct)} direct` : '',
    unreadCount(others),
  ];
  return parts.filter(part => part !== '').join(', ');
}

/** `6`, or `@2 6` with two mentions among them. */
export const unreadBadge = ({unread, mentions}: {unread: number; mentions: number}): string =>
  mentions > 0 ? `@${unreadCount(mentions)} ${unreadCount(unread)}` : unreadCount(unread);
