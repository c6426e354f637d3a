/** The wire protocol of people: friends, blocks, presence. */
import * as z from 'zod/mini';
import {count, EntryId, Name, Seq, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {Contact, Planned, PresenceState, Room, RoomId, User} from '../model.ts';
import {Preferences, PreferencesChange, RoomPreferences, RoomPreferencesChange} from '../preferences.ts';

const done = z.object({});

export const PEOPLE_REQUESTS = {
  userShow: {
    params: z.strictObject({name: Name}),
    result: z.object({user: User, createdAtMs: count(), lastSeenAtMs: z.optional(count())}),
  },
  presenceSet: {
    params: z.strictObject({state: z.enum(['online', 'away']), status: text(FIXED_LIMITS.statusLengthMax)}),
    result: done,
  },
  /**
   * Sends a friend request, or accepts one; with `isAnswer`, only accepts. The answer is the same if the other person has
   * blocked or declined.
   */
  friendAdd: {params: z.strictObject({name: Name, isAnswer: z.optional(z.boolean())}), result: Contact},
  /** Ends a friendship, or withdraws or declines a request. */
  friendRemove: {params: z.strictObject({name: Name}), result: Contact},
  /** Blocks a person, whose messages are then hidden and not counted; they are not told. */
  personBlock: {params: z.strictObject({name: Name, isBlocked: z.boolean()}), result: Contact},
  /** Typing started or stopped in a room; sent to people who are online, not stored, and expires after a few seconds. */
  typingSet: {params: z.strictObject({roomId: RoomId, isTyping: z.boolean()}), result: done},
  /** Marks this connection as idle; a person is idle when all of their connections are. */
  idleSet: {params: z.strictObject({isIdle: z.boolean()}), result: done},
  /** Opens the conversation with several people, and creates it the first time; without names, the one for one's own notes. */
  groupOpen: {
    params: z.strictObject({names: z.array(Name).check(z.maxLength(FIXED_LIMITS.groupPeopleMax - 1))}),
    result: Room,
  },
  /**
   * Schedules a message or reminder; it is sent at `dueAtMs`, or when the server runs again. Repeating the same `id` returns
   * the first result.
   */
  plannedAdd: {
    params: z.strictObject({
      id: EntryId,
      kind: z.enum(['message', 'reminder']),
      roomId: RoomId,
      text: text(FIXED_LIMITS.packetBytesMax),
      dueAtMs: count(),
      aboutSeq: z.optional(Seq),
    }),
    result: Planned,
  },
  plannedList: {
    params: z.strictObject({}),
    result: z.object({planned: z.array(Planned).check(z.maxLength(FIXED_LIMITS.plannedMax))}),
  },
  plannedCancel: {params: z.strictObject({id: EntryId}), result: done},
  /** Changes preferences: absent keys stay, `null` removes. The result contains all preferences. */
  preferencesSet: {params: PreferencesChange, result: Preferences},
  /**
   * Sets the manual order of rooms: the first one gets place 1, and so on. Rooms that are not named keep their place; those
   * that the person is not in are ignored.
   */
  roomOrderSet: {
    params: z.strictObject({
      roomIds: z.array(RoomId).check(z.maxLength(FIXED_LIMITS.roomsPerUserMax + FIXED_LIMITS.directsOfOthersMax)),
    }),
    result: done,
  },
  roomPreferencesSet: {
    params: z.strictObject({roomId: RoomId, change: RoomPreferencesChange}),
    result: RoomPreferences,
  },
} as const;

export const PEOPLE_EVENTS = {
  presenceChanged: z.object({
    changes: z.array(
      z.object({
        name: Name,
        displayName: text(FIXED_LIMITS.displayNameLengthMax),
        state: PresenceState,
        status: text(FIXED_LIMITS.reasonLengthMax),
        statusUntilMs: z.optional(count()),
      }),
    ),
    onlineCount: count(),
  }),
  typingChanged: z.object({roomId: RoomId, name: Name, isTyping: z.boolean()}),
  /** Sent to all devices of the person. */
  preferencesChanged: z.object({preferences: Preferences}),
  roomPreferencesChanged: z.object({roomId: RoomId, mine: RoomPreferences}),
  /** Sent to all devices of the person; the state `none` means that the contact was removed from the list. */
  contactChanged: z.object({contact: Contact}),
} as const;
