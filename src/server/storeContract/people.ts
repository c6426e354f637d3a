/** Store contract: people. Friends, blocks, preferences, planned messages. */
import type {ChatError} from '../../shared/errors.ts';
import type {Role} from '../../shared/model.ts';
import type {Preferences, PreferencesChange, RoomPreferences, RoomPreferencesChange} from '../../shared/preferences.ts';

/** An entry of a contact list. */
export interface StoredContact {
  userId: number;
  name: string;
  displayName: string;
  role: Role;
  /** `asked`: the owner of the list has sent a request; `asking`: has received one; `none`: removed. */
  state: 'friend' | 'asked' | 'asking' | 'blocked' | 'none';
  /** Time of the last change. */
  atMs: number;
  lastSeenAtMs?: number;
}

/** A change of one person's relation to another. */
export interface ContactStep {
  userId: number;
  otherId: number;
  atMs: number;
}

/** The resulting contact in one's own list, and in the list of the other person if they are to be told. */
export interface ContactOutcome {
  mine: StoredContact;
  theirs?: StoredContact;
}

/** A planned message or reminder. */
export interface StoredPlan {
  /** Id of the entry that will be appended. */
  plannedId: string;
  userId: number;
  roomId: number;
  /** `#room` or `@name`; empty for a group, and for a private room that one has left. */
  room: string;
  kind: 'message' | 'reminder';
  text: string;
  dueAtMs: number;
  /** Seq of the entry that a reminder is about. */
  aboutSeq?: number;
}

export interface PeopleStore {
  /** Friends, requests in both directions, and blocked people; bounded. */
  contactList(userId: number): Promise<StoredContact[]>;
  /**
   * Sends a friend request, or accepts one. A request to somebody who has blocked or declined the sender looks like a waiting
   * one. With `isAnswer`, only accepts. @throws direct-self, too-many-friends, person-blocked, no-friend-request
   */
  friendAdd(step: ContactStep & {isAnswer?: boolean}): Promise<ContactOutcome>;
  /** Ends a friendship, or withdraws or declines a request. @throws not-a-friend */
  friendRemove(step: Omit<ContactStep, 'atMs'>): Promise<ContactOutcome>;
  /** Blocks or unblocks; blocking ends a friendship and hides the conversation. @throws direct-self, too-many-blocks */
  personBlock(step: ContactStep & {isBlocked: boolean}): Promise<ContactOutcome & {hiddenRoomId?: number}>;

  preferencesFind(userId: number): Promise<Preferences>;
  /** Resolves to all preferences after the change. */
  preferencesSet(userId: number, change: PreferencesChange): Promise<Preferences>;
  /** Numbers the rooms from 1 on in this order, skipping those the person is not in. @returns what changed */
  roomOrderSet(userId: number, roomIds: readonly number[]): Promise<{roomId: number; mine: RoomPreferences}[]>;
  /**
   * The given people who share a room or a conversation with the person, or are in the person's contact list other than blocked.
   */
  sharersAmong(asked: {userId: number; otherIds: readonly number[]}): Promise<number[]>;
  /** The other members if they are few, without blocked and blocking people. @throws not-in-room */
  typingSeenBy(place: {roomId: number; userId: number}): Promise<number[]>;
  /** @throws not-in-room */
  roomPreferencesSet(place: {userId: number; roomId: number}, change: RoomPreferencesChange): Promise<RoomPreferences>;

  /**
   * The conversation of these people and the caller, created if needed; the others see it from the first message on. With
   * nobody else, the one for notes. @throws not-allowed, directs-refused, too-many-rooms
   */
  groupOpen(group: {
    userId: number;
    otherIds: readonly number[];
    entryId: string;
    atMs: number;
  }): Promise<{roomId: number; isNew: boolean}>;

  /** Repeating an id returns the first plan. @throws not-in-room, too-many-planned, planned-not-found for an id that was used */
  plannedAdd(plan: Omit<StoredPlan, 'room'> & {atMs: number}): Promise<StoredPlan>;
  /** Ordered by due time. */
  plannedList(userId: number): Promise<StoredPlan[]>;
  /** @throws planned-not-found, also for plans of others */
  plannedCancel(plan: Pick<StoredPlan, 'plannedId' | 'userId'>): Promise<void>;
  /** Due time of the next plan of anybody; with `afterMs`, of those due later. */
  plannedNext(afterMs?: number): Promise<number | undefined>;
  /** Plans that are due, ordered by due time and id. */
  plannedDue(page: {
    atMs: number;
    after?: Pick<StoredPlan, 'dueAtMs' | 'plannedId'> | undefined;
    limit: number;
  }): Promise<StoredPlan[]>;
  /**
   * Appends a message of the server to a person's notes. Does nothing if the id was used already, or if the notes are encrypted.
   */
  notesTell(told: {userId: number; entryId: string; text: string; atMs: number}): Promise<void>;
  /**
   * Sends the message and ends the plan in one commit. If it cannot be sent, because of `refusal` or the rules of the room, the
   * author is told in their notes.
   */
  plannedSettle(plan: {plannedId: string; atMs: number; refusal?: ChatError | undefined}): Promise<void>;
}
