/**
 * Preferences of a person, stored on the server for all their devices: who may write to them, notifications, order of the room
 * list.
 */
import * as z from 'zod/mini';
import {count, later} from './fields.ts';
import {FIXED_LIMITS, PREFERENCE_LIMITS} from './limits.ts';

/** Notification levels: everything, mentions and the like, nothing. */
export const NOTIFY_LEVELS = ['all', 'mentions', 'none'] as const;
export const Notify = later(NOTIFY_LEVELS, 'all');
export type Notify = z.infer<typeof Notify>;
export const DIRECTS_FROM = ['anybody', 'rooms', 'friends'] as const;
const DirectsFrom = later(DIRECTS_FROM, 'anybody');
export const ROOM_ORDERS = ['name', 'activity', 'hand'] as const;
const RoomOrder = later(ROOM_ORDERS, 'name');
const minute = () => z.int().check(z.minimum(0), z.maximum(PREFERENCE_LIMITS.minutesOfDay - 1));
/** A time span of the day, by the clock of each device; across midnight when `toMinute` is smaller. */
export const QuietHours = z.object({fromMinute: minute(), toMinute: minute()});
const word = z.string().check(z.minLength(1), z.maxLength(PREFERENCE_LIMITS.highlightWordLengthMax));
const words = z.array(word).check(z.maxLength(PREFERENCE_LIMITS.highlightWordsMax));

/** A status with its end; milliseconds since 1970, 0 without an end. */
const statusParts = {
  text: z.string().check(z.minLength(1), z.maxLength(FIXED_LIMITS.statusLengthMax)),
  untilMs: count(),
};

/** Preferences of a person. */
export const Preferences = z.object({
  /** Who may start a conversation with the person; friends always may. */
  directsFrom: DirectsFrom,
  notifyRooms: Notify,
  notifyDirects: Notify,
  /** No notifications in this time span. Absent: never. */
  quietHours: z.optional(QuietHours),
  /** No notifications until this time; milliseconds since 1970, 0: not set. */
  quietUntilMs: count(),
  /** Words that count as a mention when they occur as whole words. */
  highlightWords: words,
  /** The login name without `@` also counts as a mention. */
  highlightsName: z.boolean(),
  roomOrder: RoomOrder,
  /** In a long list, unread rooms come first. */
  showsUnreadFirst: z.boolean(),
  /** Going online and offline is shown as rows in rooms. */
  showsPresence: z.boolean(),
  /** Others see when this person types. */
  tellsTyping: z.boolean(),
  /** Status text, shown to others while the person is online. */
  status: z.optional(z.object(statusParts)),
});
export type Preferences = z.infer<typeof Preferences>;

export const DEFAULT_PREFERENCES: Preferences = {
  directsFrom: 'anybody',
  notifyRooms: 'mentions',
  notifyDirects: 'all',
  quietUntilMs: 0,
  highlightWords: [],
  highlightsName: false,
  roomOrder: 'name',
  showsUnreadFirst: true,
  showsPresence: false,
  tellsTyping: true,
};

/** A change in a request: absent keys stay as they are; `null` removes. */
export const PreferencesChange = z.strictObject({
  directsFrom: z.optional(z.enum(DIRECTS_FROM)),
  notifyRooms: z.optional(z.enum(NOTIFY_LEVELS)),
  notifyDirects: z.optional(z.enum(NOTIFY_LEVELS)),
  quietHours: z.optional(z.nullable(z.strictObject({fromMinute: minute(), toMinute: minute()}))),
  quietUntilMs: z.optional(count()),
  highlightWords: z.optional(words),
  highlightsName: z.optional(z.boolean()),
  roomOrder: z.optional(z.enum(ROOM_ORDERS)),
  showsUnreadFirst: z.optional(z.boolean()),
  showsPresence: z.optional(z.boolean()),
  tellsTyping: z.optional(z.boolean()),
  status: z.optional(z.nullable(z.strictObject(statusParts))),
});
export type PreferencesChange = z.infer<typeof PreferencesChange>;

/** Preferences of a person for one room. */
export const RoomPreferences = z.object({
  /** Absent: the default for rooms or conversations. */
  notify: z.optional(Notify),
  /** Muted until this time; milliseconds since 1970, 0: not muted. */
  mutedUntilMs: count(),
  isFavourite: z.boolean(),
  /** Position in the manual order of rooms; 0: none. */
  place: count(),
});
export type RoomPreferences = z.infer<typeof RoomPreferences>;

export const DEFAULT_ROOM_PREFERENCES: RoomPreferences = {mutedUntilMs: 0, isFavourite: false, place: 0};

export const RoomPreferencesChange = z.strictObject({
  notify: z.optional(z.nullable(z.enum(NOTIFY_LEVELS))),
  mutedUntilMs: z.optional(count()),
  isFavourite: z.optional(z.boolean()),
  place: z.optional(z.int().check(z.minimum(0), z.maximum(PREFERENCE_LIMITS.placeMax))),
});
export type RoomPreferencesChange = z.infer<typeof RoomPreferencesChange>;

type Changed<Whole> = {[Key in keyof Whole]?: Whole[Key] | null | undefined};

/** The preferences after a change: `null` removes a key, absent keys stay. */
export function changed<Whole extends object>(whole: Whole, change: Changed<Whole>): Whole {
  const next = {...whole} as Record<string, unknown>;
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete next[key];
    else if (value !== undefined) next[key] = value;
  }
  return next as Whole;
}

function readKept<Whole extends object>(
  schema: z.ZodMiniType<Whole>,
  defaults: Whole,
  data: string | undefined,
): Whole {
  if (data === undefined) return defaults;
  const read = schema.safeParse({...defaults, ...(JSON.parse(data) as object)});
  return read.success ? read.data : defaults;
}

/** Parses stored JSON of all preferences that were ever set; missing or unreadable ones get their defaults. */
export const readPreferences = (data: string | undefined): Preferences =>
  readKept(Preferences, DEFAULT_PREFERENCES, data);

export const readRoomPreferences = (data: string | undefined): RoomPreferences =>
  readKept(RoomPreferences, DEFAULT_ROOM_PREFERENCES, data);
