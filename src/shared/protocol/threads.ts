/** The wire protocol of threads: which ones a person follows, and how far each is read. */
import * as z from 'zod/mini';
import {count, Name, Seq, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {RoomId} from '../model.ts';

const done = z.object({});
/** The first message of a thread. */
const thread = {roomId: RoomId, seq: z.int().check(z.minimum(1))};

/** Code units of a first message that are told in a list. */
export const THREAD_TEXT_MAX = 280;

export const FollowedThread = z.object({
  roomId: RoomId,
  /** Of its first message. */
  seq: Seq,
  /** False: one has stopped following it. */
  isFollowed: z.boolean(),
  /** Answers up to here are read: in the thread or in its room. */
  readSeq: Seq,
  /** Seq and time of the newest answer, or of the first message while there is none. */
  lastSeq: Seq,
  lastAtMs: count(),
  /** Seqs of answers of others that are not read, oldest first. */
  unread: z.array(Seq).check(z.maxLength(FIXED_LIMITS.threadUnreadMax)),
  /** Of the first message; its text is cut, and empty when it was deleted. */
  sender: Name,
  text: text(THREAD_TEXT_MAX),
});
export type FollowedThread = z.infer<typeof FollowedThread>;

export const THREAD_REQUESTS = {
  /** Whoever writes in a thread, is mentioned in it, or wrote its first message, follows it without asking. */
  followSet: {params: z.strictObject({...thread, isOn: z.boolean()}), result: FollowedThread},
  /** Those with something unread first, then by the newest answer. */
  followList: {
    params: z.strictObject({}),
    result: z.object({threads: z.array(FollowedThread).check(z.maxLength(FIXED_LIMITS.followsMax))}),
  },
  /** Forward only. No effect when one does not follow the thread. */
  threadRead: {params: z.strictObject({...thread, readSeq: Seq}), result: done},
} as const;

export const THREAD_EVENTS = {
  /** To all devices of a person: they have followed, read or unfollowed a thread. */
  threadChanged: z.object({thread: FollowedThread}),
} as const;
