/** Store contract: people. Friends, blocks, preferences, planned messages. */
import type {ChatError} from '../../shared/errors.ts';
import type {Role} from '../../shared/model.ts';
import type {Preferences, PreferencesChange, RoomPreferences, RoomPreferencesChange} from '../../shared/preferences.ts';

/** A person in somebody's list. */
export interface StoredContact {
  userId: number;
  name: string;
  displayName: string;
  role: Role;
  /** `asked`: by the one whose list it is; `asking`: the other way; `none`: in the list no more. */
  state: 'friend' | 'asked' | 'asking' | 'blocked' | 'none';
  /** When they became what they are. */
  atMs: number;
  lastSeenAtMs?: number;
}

/** One person's step towards another. */
export interface ContactStep {
  userId: number;
  otherId: number;
  atMs: number;
}

/** What a step made of both: in one's own list, and in that of the other, where they are to hear of it. */
export interface ContactOutcome {
  mine: StoredContact;
  theirs?: StoredContact;
}

/** What is to be said later. */
export interface StoredPlan {
  /** The id of the entry that it becomes. */
  plannedId: string;
  userId: number;
  roomId: number;
  /** `#room` or `@name`; empty in a conversation of several. */
  room: string;
  kind: 'message' | 'reminder';
  text: string;
  dueAtMs: number;
  /** The entry of the room that a reminder is about. */
  aboutSeq?: number;
}

export interface PeopleStore {
  /** Friends, requests in both directions, and who is blocked; bounded. */
  contactList(userId: number): Promise<StoredContact[]>;
  /**
   * Asks to be friends, or accepts where the other one asked. Who is blocked by the other one, or was declined, is not told apart
   * from who waits. With `isAnswer`, only accepts. @throws direct-self, too-many-friends, person-blocked, no-friend-request
   */
  friendAdd(step: ContactStep & {isAnswer?: boolean}): Promise<ContactOutcome>;
  /** Ends a friendship, takes back a request, or declines one. @throws not-a-friend */
  friendRemove(step: Omit<ContactStep, 'atMs'>): Promise<ContactOutcome>;
  /** Who is blocked is no friend any more, and their conversation is out of sight. @throws direct-self, too-many-blocks */
  personBlock(step: ContactStep & {isBlocked: boolean}): Promise<ContactOutcome & {hiddenRoomId?: number}>;

  preferencesFind(userId: number): Promise<Preferences>;
  /** Resolves to the whole after the change. */
  preferencesSet(userId: number, change: PreferencesChange): Promise<Preferences>;
  /** Places from 1 on, in this order; those the person is not in are left out. @returns what changed */
  roomOrderSet(userId: number, roomIds: readonly number[]): Promise<{roomId: number; mine: RoomPreferences}[]>;
  /** The other members, where they are few: none whom the person has blocked, nor who has blocked them. @throws not-in-room */
  typingSeenBy(place: {roomId: number; userId: number}): Promise<number[]>;
  /** @throws not-in-room */
  roomPreferencesSet(place: {userId: number; roomId: number}, change: RoomPreferencesChange): Promise<RoomPreferences>;

  /**
   * The conversation of these people and the one who asks, made the first time; the others are in it once something is said. With
   * nobody else, the one for one's own notes. @throws not-allowed, directs-refused, too-many-rooms
   */
  groupOpen(group: {
    userId: number;
    otherIds: readonly number[];
    entryId: string;
    atMs: number;
  }): Promise<{roomId: number; isNew: boolean}>;

  /** The same id again returns the first. @throws not-in-room, too-many-planned */
  plannedAdd(plan: Omit<StoredPlan, 'room'> & {atMs: number}): Promise<StoredPlan>;
  /** The next one first. */
  plannedList(userId: number): Promise<StoredPlan[]>;
  /** @throws planned-not-found, also for those of others */
  plannedCancel(plan: Pick<StoredPlan, 'plannedId' | 'userId'>): Promise<void>;
  /** When the next one of anybody is due. */
  plannedNext(): Promise<number | undefined>;
  plannedDue(page: {atMs: number; limit: number}): Promise<StoredPlan[]>;
  /** The server says something to a person in their notes; the same id again says nothing. */
  notesTell(told: {userId: number; entryId: string; text: string; atMs: number}): Promise<void>;
  /**
   * Sends the message and ends the plan in one commit. A message that is not sent, for `refusal` or because the room does not
   * take it, is reported to whoever planned it, in their notes.
   */
  plannedSettle(plan: {plannedId: string; atMs: number; refusal?: ChatError | undefined}): Promise<void>;
}
