/** Parameters and results of a search, as they go over the wire. */
import * as z from 'zod/mini';
import {Entry} from '../entries/entry.ts';
import {count, Name, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {RoomId} from '../model.ts';
import {MARKS_MAX} from './excerpt.ts';
import {SEARCH_HAS, SEARCH_LENGTH_MAX, SEARCH_ORDERS} from './query.ts';

export const SearchAsked = z.strictObject({
  /** Words, "phrases" and prefixes*, all of which a message must contain. */
  words: text(SEARCH_LENGTH_MAX),
  roomId: z.optional(RoomId),
  from: z.optional(Name),
  /** Sent at this time or later. */
  afterMs: z.optional(count()),
  /** Sent before this time. */
  beforeMs: z.optional(count()),
  has: z.optional(z.array(z.enum(SEARCH_HAS)).check(z.maxLength(SEARCH_HAS.length))),
  order: z.optional(z.enum(SEARCH_ORDERS)),
  /** `next` and `isNear` of the previous page. */
  at: z.optional(count()),
  isNear: z.optional(z.boolean()),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(FIXED_LIMITS.pageSizeMax))),
});
export type SearchAsked = z.infer<typeof SearchAsked>;

export const SearchHit = z.object({
  roomId: RoomId,
  /** The entry, with its text or file name cut around the matches. */
  entry: Entry,
  /** Positions of the matches in that text, in UTF-16 code units. */
  marks: z.array(z.object({at: count(), length: count()})).check(z.maxLength(MARKS_MAX)),
});
export type SearchHit = z.infer<typeof SearchHit>;

export const SearchFound = z.object({
  hits: z.array(SearchHit).check(z.maxLength(FIXED_LIMITS.pageSizeMax)),
  /** `at` for the next page; also set after a page with few or no hits, when the time limit was reached. */
  next: z.optional(count()),
  /** True when there was no exact hit: in scripts without spaces one letter of each run may differ. */
  isNear: z.optional(z.boolean()),
  /** Number of entries that are not indexed yet. */
  behind: count(),
});
export type SearchFound = z.infer<typeof SearchFound>;
