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
/** Identifies an entry of a room. A change to it is an entry of its own, with its own id. */
const place = {roomId: RoomId, seq: z.int().check(z.minimum(1))};
const deed = {...place, clientMsgId: EntryId};
/** The seq of the new entry; if nothing had to be changed, that of the entry which made the change earlier. */
const placed = z.object({seq: Seq, sentAtMs: count()});

export const MESSAGE_REQUESTS = {
  /** Sends a message; answered after the commit. Repeating the same `clientMsgId` returns the first result. */
  messageSend: {
    params: z.strictObject({
      roomId: RoomId,
      clientMsgId: EntryId,
      kind: z.enum(['message', 'action']),
      text: message,
      /**
       * Id of one's previous message, while it is unacknowledged: if that is not in the log, this one is refused as
       * `out-of-order`.
       */
      afterId: z.optional(EntryId),
      /** Seq of the message that is answered. */
      replyTo: z.optional(z.int().check(z.minimum(1))),
      /** Seq of the first message of a thread. */
      threadOf: z.optional(z.int().check(z.minimum(1))),
      /** Forwards a message of any room that the person is in: its text replaces `text`, and its sender is shown. */
      forwardOf: z.optional(z.strictObject(place)),
    }),
    result: z.object({
      seq: Seq,
      sentAtMs: count(),
      /** In a direct room: the other person's name, if they are offline and get the message on return. */
      awaits: z.optional(Name),
    }),
  },
  /**
   * Replaces the text of one's own message. Repeating the same `clientMsgId` returns the first result, also for the next
   * three requests.
   */
  messageEdit: {params: z.strictObject({...deed, text: message}), result: placed},
  /**
   * Deletes one's own message, or, with the right to do so, one of others, for a reason. The server keeps nothing of the
   * text.
   */
  messageDelete: {
    params: z.strictObject({...deed, reason: z.optional(text(FIXED_LIMITS.reasonLengthMax))}),
    result: placed,
  },
  /** Adds or removes a reaction to an entry. */
  reactionSet: {
    params: z.strictObject({...deed, emoji: text(EMOJI_LENGTH_MAX), isOn: z.boolean()}),
    result: placed,
  },
  pinSet: {params: z.strictObject({...deed, isOn: z.boolean()}), result: placed},
  /** Lists who reacted to an entry with which emoji. */
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
  /** The former texts of an edited message, oldest first, and its current one. */
  versionList: {
    params: z.strictObject(place),
    result: z.object({
      versions: z.array(z.object({text: message, atMs: count()})).check(z.maxLength(FIXED_LIMITS.editsMax + 1)),
    }),
  },
  /** The answers in a thread, oldest first: those before `beforeSeq`, or the newest. */
  threadList: {
    params: z.strictObject({...place, beforeSeq: z.optional(Seq), limit}),
    result: z.object({entries: page(Entry), hasMore: z.boolean()}),
  },
  /** Pinned messages, newest first. */
  pinList: {
    params: z.strictObject({roomId: RoomId}),
    result: z.object({entries: z.array(Entry).check(z.maxLength(FIXED_LIMITS.pinsMax))}),
  },
  /** Stars a message for oneself, or removes the star; nobody else is told. */
  starSet: {params: z.strictObject({...place, isOn: z.boolean()}), result: done},
  /** Starred messages, the most recently starred first; `before` is the `position` of the last one of the previous page. */
  starList: {
    params: z.strictObject({before: z.optional(count()), limit}),
    result: z.object({
      stars: page(z.object({position: count(), roomId: RoomId, entry: Entry})),
      hasMore: z.boolean(),
    }),
  },

  /** Single entries of a room, as far as they exist; for the originals of answers. */
  entryShow: {
    params: z.strictObject({
      roomId: RoomId,
      seqs: z.array(z.int().check(z.minimum(1))).check(z.minLength(1), z.maxLength(FIXED_LIMITS.entriesShownMax)),
    }),
    result: z.object({entries: page(Entry)}),
  },
  /** Entries of a room, oldest first. Without `beforeSeq` and `afterSeq`: the newest ones. */
  entryList: {
    params: z.strictObject({roomId: RoomId, beforeSeq: z.optional(Seq), afterSeq: z.optional(Seq), limit}),
    result: z.object({
      entries: page(Entry),
      lastSeq: Seq,
      /** Seq of the first entry that was not removed; absent: nothing was removed. */
      firstSeq: z.optional(Seq),
    }),
  },
} as const;
