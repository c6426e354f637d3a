/**
 * Preferences of a person, stored on the server for all their devices: who may write to them, notifications, order of the room
 * list.
 */
import * as z from 'zod/mini';
import {count, later} from './fields.ts';
import {FIXED_LIMITS} from './limits.ts';

export const PREFERENCE_LIMITS = {
  highlightWordsMax: 50,
  /** UTF-16 code units of one word. */
  highlightWordLengthMax: 40,
  /** A day, in minutes: `fromMinute` and `toMinute` are below. */
  minutesOfDay: 1_440,
  placeMax: 10_000,
} as const;

/** Notifications: everything, only mentions and the like, nothing. */
export const Notify = later(['all', 'mentions', 'none'], 'all');
export type Notify = z.infer<typeof Notify>;
const DirectsFrom = later(['anybody', 'rooms', 'friends'], 'anybody');
const RoomOrder = later(['name', 'activity', 'hand'], 'name');
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

/** Of one person. */
export const Preferences = z.object({
  /** Who may start a conversation; friends always may. */
  directsFrom: DirectsFrom,
  notifyRooms: Notify,
  notifyDirects: Notify,
  /** No notifications in this time span. Absent: never. */
  quietHours: z.optional(QuietHours),
  /** Do not disturb until then; milliseconds since 1970, 0 without. */
  quietUntilMs: count(),
  /** Words that count as a mention when they occur as whole words. */
  highlightWords: words,
  /** One's own login name without `@` as well. */
  highlightsName: z.boolean(),
  roomOrder: RoomOrder,
  /** In a long list, unread rooms come first. */
  showsUnreadFirst: z.boolean(),
  /** Coming and going as rows of the rooms. */
  showsPresence: z.boolean(),
  /** Others see when one writes. */
  tellsTyping: z.boolean(),
  /** Others see it while one is there. */
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
  directsFrom: z.optional(z.enum(['anybody', 'rooms', 'friends'])),
  notifyRooms: z.optional(z.enum(['all', 'mentions', 'none'])),
  notifyDirects: z.optional(z.enum(['all', 'mentions', 'none'])),
  quietHours: z.optional(z.nullable(z.strictObject({fromMinute: minute(), toMinute: minute()}))),
  quietUntilMs: z.optional(count()),
  highlightWords: z.optional(words),
  highlightsName: z.optional(z.boolean()),
  roomOrder: z.optional(z.enum(['name', 'activity', 'hand'])),
  showsUnreadFirst: z.optional(z.boolean()),
  showsPresence: z.optional(z.boolean()),
  tellsTyping: z.optional(z.boolean()),
  status: z.optional(z.nullable(z.strictObject(statusParts))),
});
export type PreferencesChange = z.infer<typeof PreferencesChange>;

/** Of one person for one room. */
export const RoomPreferences = z.object({
  /** Absent: the default for rooms or conversations. */
  notify: z.optional(Notify),
  /** Muted until then; milliseconds since 1970, 0 when not muted. */
  mutedUntilMs: count(),
  isFavourite: z.boolean(),
  /** In the order by hand; 0 without. */
  place: count(),
});
export type RoomPreferences = z.infer<typeof RoomPreferences>;

export const DEFAULT_ROOM_PREFERENCES: RoomPreferences = {mutedUntilMs: 0, isFavourite: false, place: 0};

export const RoomPreferencesChange = z.strictObject({
  notify: z.optional(z.nullable(z.enum(['all', 'mentions', 'none']))),
  mutedUntilMs: z.optional(count()),
  isFavourite: z.optional(z.boolean()),
  place: z.optional(z.int().check(z.minimum(0), z.maximum(PREFERENCE_LIMITS.placeMax))),
});
export type RoomPreferencesChange = z.infer<typeof RoomPreferencesChange>;

/** Muted for ever. */
export const FOR_EVER_MS = Number.MAX_SAFE_INTEGER;

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

/** From stored JSON of everything ever set; defaults for what is missing or unreadable. */
export const readPreferences = (data: string | undefined): Preferences =>
  readKept(Preferences, DEFAULT_PREFERENCES, data);

export const readRoomPreferences = (data: string | undefined): RoomPreferences =>
  readKept(RoomPreferences, DEFAULT_ROOM_PREFERENCES, data);
