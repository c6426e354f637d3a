/** The wire protocol of threads: which ones a person follows, and how far each is read. */
import * as z from 'zod/mini';
import {count, Name, Seq, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {RoomId} from '../model.ts';

const done = z.object({});
/** Identifies a thread by its first message. */
const thread = {roomId: RoomId, seq: z.int().check(z.minimum(1))};

/** Maximum UTF-16 code units of a first message in a list of threads. */
export const THREAD_TEXT_MAX = 280;

export const FollowedThread = z.object({
  roomId: RoomId,
  /** Seq of the thread's first message. */
  seq: Seq,
  /** False when the person has stopped following it. */
  isFollowed: z.boolean(),
  /** Answers up to this seq are read, in the thread or in its room. */
  readSeq: Seq,
  /** Seq and time of the newest answer; of the first message if there is none. */
  lastSeq: Seq,
  lastAtMs: count(),
  /** Seqs of unread answers of others, oldest first. */
  unread: z.array(Seq).check(z.maxLength(FIXED_LIMITS.threadUnreadMax)),
  /** Sender and text of the first message; the text is cut, and empty if the message was deleted. */
  sender: Name,
  text: text(THREAD_TEXT_MAX),
});
export type FollowedThread = z.infer<typeof FollowedThread>;

export const THREAD_REQUESTS = {
  /**
   * Follows or unfollows a thread. A person who writes in a thread, is mentioned in it, or wrote its first message follows it
   * automatically.
   */
  followSet: {params: z.strictObject({...thread, isOn: z.boolean()}), result: FollowedThread},
  /** Followed threads: with unread answers first, then by newest answer. */
  followList: {
    params: z.strictObject({}),
    result: z.object({threads: z.array(FollowedThread).check(z.maxLength(FIXED_LIMITS.followsMax))}),
  },
  /** Moves the read position of a thread, forward only. No effect on threads that are not followed. */
  threadRead: {params: z.strictObject({...thread, readSeq: Seq}), result: done},
} as const;

export const THREAD_EVENTS = {
  /** Sent to all devices of a person who has followed, read or unfollowed a thread. */
  threadChanged: z.object({thread: FollowedThread}),
} as const;
