/** The wire protocol of reading: read positions, places in a log, the inbox. */
import * as z from 'zod/mini';
import {count, Seq} from '../fields.ts';
import {InboxItem, InboxMark} from '../inbox.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {RoomId} from '../model.ts';
import {SearchAsked, SearchFound} from '../search/search.ts';

const limit = z.optional(z.int().check(z.minimum(1), z.maximum(FIXED_LIMITS.pageSizeMax)));

/** How far a room is read on some device, and what is left of `lastSeq` entries. */
const Position = z.object({
  readSeq: Seq,
  resets: count(),
  lastSeq: Seq,
  unread: count(),
  mentions: count(),
});

export const READING_REQUESTS = {
  /** The read position only moves forward. With `resets`, only if it was not moved back since. */
  cursorMove: {
    params: z.strictObject({roomId: RoomId, seq: Seq, resets: z.optional(count())}),
    result: z.partial(Position),
  },
  /** What is unread begins with this seq again. */
  cursorReset: {params: z.strictObject({roomId: RoomId, seq: Seq}), result: Position},
  /** Exactly one of the three is given. `seq` is absent when nothing was found. */
  entryFind: {
    params: z.strictObject({
      roomId: RoomId,
      /** The first entry at this time or later. */
      atMs: z.optional(count()),
      /** The nearest mention of oneself. */
      mentionBeforeSeq: z.optional(Seq),
      mentionAfterSeq: z.optional(Seq),
    }),
    result: z.object({seq: z.optional(Seq)}),
  },
  /** Searches the messages of the rooms one is in: words in any order, and filters. */
  messageSearch: {params: SearchAsked, result: SearchFound},
  /** Newest first, over all rooms one is in, with invitations; `next` is the `before` of the next page. */
  inboxList: {
    params: z.strictObject({before: z.optional(InboxMark), limit}),
    result: z.object({
      items: z.array(InboxItem).check(z.maxLength(2 * FIXED_LIMITS.pageSizeMax)),
      next: z.optional(InboxMark),
    }),
  },
} as const;
