/** How much of a room asks for attention, by preferences of the room and of the account, and by quiet hours. */
import {DEFAULT_ROOM_PREFERENCES, NOTIFY_LEVELS, type Notify, type Preferences} from '../../shared/preferences.ts';
import type {Room} from '../../shared/model.ts';

/** Whether a room is muted, temporarily or by its notification level: it is excluded from totals and does not notify. */
export const isMuted = (room: Pick<Room, 'mine' | 'kind'>, preferences: Preferences, nowMs: number): boolean =>
  (room.mine?.mutedUntilMs ?? 0) > nowMs || levelOf(room, preferences) === 'none';

/** Notification levels by typed word; `null` resets the room to the account's level. */
export const LEVEL_BY_WORD: ReadonlyMap<string, Notify | null> = new Map<string, Notify | null>([
  ...NOTIFY_LEVELS.map(level => [level, level] as const),
  ['default', null],
]);

/** Which entries notify: all, mentions, or none. */
export function levelOf(
  {mine = DEFAULT_ROOM_PREFERENCES, kind}: Pick<Room, 'mine' | 'kind'>,
  all: Preferences,
): Notify {
  return mine.notify ?? (kind === 'direct' || kind === 'group' ? all.notifyDirects : all.notifyRooms);
}

/** Whether nothing notifies: do not disturb, or quiet hours by this device's clock. */
export function isQuietTime({quietUntilMs, quietHours}: Preferences, nowMs: number): boolean {
  if (quietUntilMs > nowMs) return true;
  if (quietHours === undefined) return false;
  const now = new Date(nowMs);
  const minute = now.getHours() * 60 + now.getMinutes();
  const {fromMinute, toMinute} = quietHours;
  return fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
}
