/** Store contract: existing messages. Edits, deletions, reactions, threads, pins and stars. */
import type {Entry} from '../../shared/entries/entry.ts';
import type {SealedStore} from './sealed.ts';
import type {FollowedThread} from '../../shared/protocol/threads.ts';

/** Seqs of the message that is answered and of the thread's first; where the message is that is passed on. */
export interface MessageAbout {
  replyTo?: number | undefined;
  threadOf?: number | undefined;
  forwardOf?: {roomId: number; seq: number} | undefined;
}

/** What a person does to an entry; `entryId` is that of the entry that says so. */
export interface MessageDeed {
  roomId: number;
  userId: number;
  entryId: string;
  /** Of the entry that it is done to. */
  seq: number;
  atMs: number;
}

/** An entry of a room, as one person asks for it. */
export interface EntryQuery {
  roomId: number;
  userId: number;
  seq: number;
}

export interface MessageStore<Committed> extends SealedStore<Committed> {
  /**
   * The four that follow resolve to the entry that says so; where everything is so already, to the entry they are about, with the
   * seq of the last change. The same entry id again returns the first. `withinMs`: how old the message may be.
   * @throws not-in-room, message-not-found, message-gone, message-unchangeable, message-not-yours, edit-too-late, edits-too-many
   */
  messageEdit(edit: MessageDeed & {text: string; withinMs?: number | undefined}): Promise<Committed>;
  /** @throws not-allowed where it is another’s, with `isOwnOnly` whoever asks */
  messageDelete(
    deletion: MessageDeed & {reason?: string | undefined; isOwnOnly?: boolean | undefined},
  ): Promise<Committed>;
  /** @throws reactions-full */
  reactionSet(reaction: MessageDeed & {emoji: string; isOn: boolean}): Promise<Committed>;
  /** @throws not-allowed, pins-full */
  pinSet(pin: MessageDeed & {isOn: boolean}): Promise<Committed>;
  /** Some of those who gave each. @throws not-in-room, message-not-found, message-gone */
  reactionList(asked: EntryQuery): Promise<{emoji: string; count: number; names: string[]}[]>;
  /** Oldest first; the last is the text as it is. @throws not-in-room, message-not-found, message-gone, message-unchangeable */
  versionList(asked: EntryQuery): Promise<{text: string; atMs: number}[]>;
  /** Answers in a thread, oldest first: the newest ones before `beforeSeq`. @throws not-in-room, message-not-found */
  threadList(
    page: EntryQuery & {beforeSeq?: number | undefined; limit: number},
  ): Promise<{entries: Entry[]; hasMore: boolean}>;
  /** What was answered before is not unread. @throws not-in-room, message-not-found, message-gone, message-unchangeable */
  followSet(follow: EntryQuery & {isOn: boolean; atMs: number}): Promise<FollowedThread>;
  /** Those with something unread first, then by the newest answer; without rooms the person is not in. */
  followList(person: {userId: number}): Promise<FollowedThread[]>;
  /** Absent where the person neither follows it nor ever has, or is not in the room. */
  followShow(follow: EntryQuery): Promise<FollowedThread | undefined>;
  /** Forward only. @throws not-in-room, message-not-found */
  threadRead(position: EntryQuery & {readSeq: number; atMs: number}): Promise<FollowedThread | undefined>;
  /** Pinned last first. @throws not-in-room */
  pinList(room: {roomId: number; userId: number}): Promise<Entry[]>;
  /** @throws not-in-room, message-not-found, message-gone, stars-full */
  starSet(star: EntryQuery & {isOn: boolean}): Promise<void>;
  /** Starred last first. */
  starList(page: {
    userId: number;
    /** `position` of the last of the page before. */
    before?: number;
    limit: number;
  }): Promise<{position: number; roomId: number; entry: Entry}[]>;
  /** These of a room, as far as they are there and fit into one answer. @throws not-in-room */
  entryShow(entries: {roomId: number; userId: number; seqs: readonly number[]}): Promise<Entry[]>;
}
