/** The wire protocol of reading: read positions, places in a log, the inbox. */
import * as z from 'zod/mini';
import {count, Seq} from '../fields.ts';
import {InboxItem, InboxMark} from '../inbox.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {RoomId} from '../model.ts';
import {SearchAsked, SearchFound} from '../search/search.ts';

const limit = z.optional(z.int().check(z.minimum(1), z.maximum(FIXED_LIMITS.pageSizeMax)));

/** A read position on some device, with the counts after it when the log ended at `lastSeq`. */
const Position = z.object({
  readSeq: Seq,
  resets: count(),
  lastSeq: Seq,
  unread: count(),
  mentions: count(),
});

export const READING_REQUESTS = {
  /** Moves the read position forward only. With `resets`, only if it was not moved back since. */
  cursorMove: {
    params: z.strictObject({roomId: RoomId, seq: Seq, resets: z.optional(count())}),
    result: z.partial(Position),
  },
  /** Moves the read position back: this seq is the first unread one. */
  cursorReset: {params: z.strictObject({roomId: RoomId, seq: Seq}), result: Position},
  /** Finds an entry; exactly one of the three conditions is given. `seq` is absent when nothing was found. */
  entryFind: {
    params: z.strictObject({
      roomId: RoomId,
      /** The first entry at this time or later. */
      atMs: z.optional(count()),
      /** The nearest mention of oneself before, or after, this seq. */
      mentionBeforeSeq: z.optional(Seq),
      mentionAfterSeq: z.optional(Seq),
    }),
    result: z.object({seq: z.optional(Seq)}),
  },
  /** Searches messages in the person's rooms: words in any order, and filters. */
  messageSearch: {params: SearchAsked, result: SearchFound},
  /** The inbox over all of the person's rooms and invitations, newest first; `next` is the `before` of the next page. */
  inboxList: {
    params: z.strictObject({before: z.optional(InboxMark), limit}),
    result: z.object({
      items: z.array(InboxItem).check(z.maxLength(2 * FIXED_LIMITS.pageSizeMax)),
      next: z.optional(InboxMark),
    }),
  },
} as const;
