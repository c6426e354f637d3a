/** Store contract: existing messages. Edits, deletions, reactions, threads, pins and stars. */
import type {Entry} from '../../shared/entries/entry.ts';
import type {SealedStore} from './sealed.ts';
import type {FollowedThread} from '../../shared/protocol/threads.ts';

/**
 * Seqs of the message replied to and of the thread's first message; the place of a forwarded message. `takes` is called with
 * the text of the forwarded message before anything is written, and may refuse it with a `ChatError`.
 */
export interface MessageAbout {
  replyTo?: number | undefined;
  threadOf?: number | undefined;
  forwardOf?: {roomId: number; seq: number} | undefined;
  takes?: (text: string) => void;
}

/** A change of an entry by a person; `entryId` is the id of the entry that records it. */
export interface MessageChange {
  roomId: number;
  userId: number;
  entryId: string;
  /** Seq of the entry to change. */
  seq: number;
  atMs: number;
}

/** An entry of a room, requested by a person. */
export interface EntryQuery {
  roomId: number;
  userId: number;
  seq: number;
}

export interface MessageStore<Committed> extends SealedStore<Committed> {
  /**
   * This and the next three resolve to the entry that records the change; if there is nothing to change, to the changed entry
   * with the seq of its last change. Repeating an entry id returns the first. `withinMs`: maximum age of the message. @throws
   * not-in-room, message-not-found, message-gone, message-unchangeable, message-not-yours, edit-too-late, edits-too-many
   */
  messageEdit(edit: MessageChange & {text: string; withinMs?: number | undefined}): Promise<Committed>;
  /**
   * A reason is dropped for one's own message. For messages of others: @throws not-allowed without the right, and always with
   * `isOwnOnly`; muted with a reason
   */
  messageDelete(
    deletion: MessageChange & {reason?: string | undefined; isOwnOnly?: boolean | undefined},
  ): Promise<Committed>;
  /** @throws reactions-full */
  reactionSet(reaction: MessageChange & {emoji: string; isOn: boolean}): Promise<Committed>;
  /** @throws not-allowed, pins-full */
  pinSet(pin: MessageChange & {isOn: boolean}): Promise<Committed>;
  /** Reactions with some of the people who gave them. @throws not-in-room, message-not-found, message-gone */
  reactionList(asked: EntryQuery): Promise<{emoji: string; count: number; names: string[]}[]>;
  /**
   * All versions of a message, oldest first; the last is the current text. @throws not-in-room, message-not-found,
   * message-gone, message-unchangeable
   */
  versionList(asked: EntryQuery): Promise<{text: string; atMs: number}[]>;
  /** The newest replies of a thread before `beforeSeq`, oldest first. @throws not-in-room, message-not-found */
  threadList(
    page: EntryQuery & {beforeSeq?: number | undefined; limit: number},
  ): Promise<{entries: Entry[]; hasMore: boolean}>;
  /**
   * Follows or unfollows a thread; existing replies do not count as unread. @throws not-in-room, message-not-found, message-gone,
   * message-unchangeable
   */
  followSet(follow: EntryQuery & {isOn: boolean; atMs: number}): Promise<FollowedThread>;
  /** Followed threads, unread first, then by newest reply; only of rooms the person is in. */
  followList(person: {userId: number}): Promise<FollowedThread[]>;
  /** Absent if the person never followed it or is not in the room. */
  followShow(follow: EntryQuery): Promise<FollowedThread | undefined>;
  /** Moves the thread's read position, forward only. @throws not-in-room, message-not-found */
  threadRead(position: EntryQuery & {readSeq: number; atMs: number}): Promise<FollowedThread | undefined>;
  /** Latest pin first. @throws not-in-room */
  pinList(room: {roomId: number; userId: number}): Promise<Entry[]>;
  /** @throws not-in-room, message-not-found, message-gone, stars-full */
  starSet(star: EntryQuery & {isOn: boolean}): Promise<void>;
  /** Latest star first. */
  starList(page: {
    userId: number;
    /** `position` of the last item of the previous page. */
    before?: number;
    limit: number;
  }): Promise<{position: number; roomId: number; entry: Entry}[]>;
  /** Entries of a room by seq, as far as they exist and fit one answer. @throws not-in-room */
  entryShow(entries: {roomId: number; userId: number; seqs: readonly number[]}): Promise<Entry[]>;
}
