/** Parameters and results of a search, as they go over the wire. */
import * as z from 'zod/mini';
import {Entry} from '../entries/entry.ts';
import {count, Name, text} from '../fields.ts';
import {FIXED_LIMITS} from '../limits.ts';
import {RoomId} from '../model.ts';
import {MARKS_MAX} from './excerpt.ts';
import {SEARCH_HAS, SEARCH_LENGTH_MAX, SEARCH_ORDERS} from './query.ts';

export const SearchAsked = z.strictObject({
  /** Words, "phrases" and beginnings* that a message must have, all of them. */
  words: text(SEARCH_LENGTH_MAX),
  roomId: z.optional(RoomId),
  from: z.optional(Name),
  /** Sent at this time or later. */
  afterMs: z.optional(count()),
  /** Sent before this time. */
  beforeMs: z.optional(count()),
  has: z.optional(z.array(z.enum(SEARCH_HAS)).check(z.maxLength(SEARCH_HAS.length))),
  order: z.optional(z.enum(SEARCH_ORDERS)),
  /** `next` of the page before, and whether that one `isNear`. */
  at: z.optional(count()),
  isNear: z.optional(z.boolean()),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(FIXED_LIMITS.pageSizeMax))),
});
export type SearchAsked = z.infer<typeof SearchAsked>;

export const SearchHit = z.object({
  roomId: RoomId,
  /** Its text, or the name of the file, is cut around what was found. */
  entry: Entry,
  /** Places of what was found in that, in UTF-16 code units. */
  marks: z.array(z.object({at: count(), length: count()})).check(z.maxLength(MARKS_MAX)),
});
export type SearchHit = z.infer<typeof SearchHit>;

export const SearchFound = z.object({
  hits: z.array(SearchHit).check(z.maxLength(FIXED_LIMITS.pageSizeMax)),
  /** `at` of the next page; also after a page with few or no hits, when the time was up. */
  next: z.optional(count()),
  /** There was no exact hit: in scripts without spaces one letter of each run may differ. */
  isNear: z.optional(z.boolean()),
  /** Entries that are in no index yet. */
  behind: count(),
});
export type SearchFound = z.infer<typeof SearchFound>;
