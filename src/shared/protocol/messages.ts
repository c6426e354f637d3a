/** The wire protocol of messages: sending, reading the log, changing existing messages. */
import * as z from 'zod/mini';
import {REACTIONS_MAX} from '../entries/entryChanges.ts';
import {EMOJI_LENGTH_MAX} from '../words/emoji.ts';
import {Entry} from '../entries/entry.ts';
import {count, EntryId, limit, Name, page, Seq, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {RoomId} from '../model.ts';

const done = z.object({});
const message = text(FIXED_LIMITS.packetBytesMax);
/** An entry of a room; a change to it is an entry as well, with its own id. */
const place = {roomId: RoomId, seq: z.int().check(z.minimum(1))};
const deed = {...place, clientMsgId: EntryId};
/** Its position in the log; when nothing had to be changed, that of the entry that made the earlier change. */
const placed = z.object({seq: Seq, sentAtMs: count()});

export const MESSAGE_REQUESTS = {
  /** Answered after the commit. The same `clientMsgId` again returns the first result. */
  messageSend: {
    params: z.strictObject({
      roomId: RoomId,
      clientMsgId: EntryId,
      kind: z.enum(['message', 'action']),
      text: message,
      /** One's own previous message, while it is unacknowledged: unless it is in the log, this one is `out-of-order`. */
      afterId: z.optional(EntryId),
      /** Seq of the message that is answered. */
      replyTo: z.optional(z.int().check(z.minimum(1))),
      /** Seq of the first message of a thread. */
      threadOf: z.optional(z.int().check(z.minimum(1))),
      /** A message of any room one is in: its text is taken in place of `text`, and who said it is told. */
      forwardOf: z.optional(z.strictObject(place)),
    }),
    result: z.object({
      seq: Seq,
      sentAtMs: count(),
      /** In a direct room: the other person's name when they are not online and will get this on return. */
      awaits: z.optional(Name),
    }),
  },
  /**
   * One's own message gets another text. The same `clientMsgId` again returns the first result, also of the three that follow.
   */
  messageEdit: {params: z.strictObject({...deed, text: message}), result: placed},
  /** One's own message, or with the right to remove those of others any, for a reason. Nothing of its text is kept. */
  messageDelete: {
    params: z.strictObject({...deed, reason: z.optional(text(FIXED_LIMITS.reasonLengthMax))}),
    result: placed,
  },
  /** Gives an emoji to an entry, or takes it back. */
  reactionSet: {
    params: z.strictObject({...deed, emoji: text(EMOJI_LENGTH_MAX), isOn: z.boolean()}),
    result: placed,
  },
  pinSet: {params: z.strictObject({...deed, isOn: z.boolean()}), result: placed},
  /** Who gave which emoji. */
  reactionList: {
    params: z.strictObject(place),
    result: z.object({
      reactions: z
        .array(
          z.object({
            emoji: text(EMOJI_LENGTH_MAX),
            count: count(),
            names: z.array(Name).check(z.maxLength(FIXED_LIMITS.reactorsMax)),
          }),
        )
        .check(z.maxLength(REACTIONS_MAX)),
    }),
  },
  /** What an edited message has said before, oldest first, and what it says now. */
  versionList: {
    params: z.strictObject(place),
    result: z.object({
      versions: z.array(z.object({text: message, atMs: count()})).check(z.maxLength(FIXED_LIMITS.editsMax + 1)),
    }),
  },
  /** The answers in the thread of a message, oldest first, before `beforeSeq` or the newest. */
  threadList: {
    params: z.strictObject({...place, beforeSeq: z.optional(Seq), limit}),
    result: z.object({entries: page(Entry), hasMore: z.boolean()}),
  },
  /** Newest first. */
  pinList: {
    params: z.strictObject({roomId: RoomId}),
    result: z.object({entries: z.array(Entry).check(z.maxLength(FIXED_LIMITS.pinsMax))}),
  },
  /** Keeps a message at hand for oneself, or no longer; nobody else learns of it. */
  starSet: {params: z.strictObject({...place, isOn: z.boolean()}), result: done},
  /** The one starred last first; `before` is the `position` of the last of the page before. */
  starList: {
    params: z.strictObject({before: z.optional(count()), limit}),
    result: z.object({
      stars: page(z.object({position: count(), roomId: RoomId, entry: Entry})),
      hasMore: z.boolean(),
    }),
  },

  /** These entries of a room, as far as they are there; for the originals of answers. */
  entryShow: {
    params: z.strictObject({
      roomId: RoomId,
      seqs: z.array(z.int().check(z.minimum(1))).check(z.minLength(1), z.maxLength(FIXED_LIMITS.entriesShownMax)),
    }),
    result: z.object({entries: page(Entry)}),
  },
  /** Oldest first. Without `beforeSeq` and `afterSeq`: the newest. */
  entryList: {
    params: z.strictObject({roomId: RoomId, beforeSeq: z.optional(Seq), afterSeq: z.optional(Seq), limit}),
    result: z.object({
      entries: page(Entry),
      lastSeq: Seq,
      /** Entries before it have been removed; absent: none. */
      firstSeq: z.optional(Seq),
    }),
  },
} as const;
