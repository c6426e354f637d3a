/** The text field of an entry. The server checks its configured limit; this bound only limits a hostile server. */
import * as z from 'zod/mini';
import {Name, text} from '../../fields.ts';
import {FIXED_LIMITS} from '../../limits.ts';

export const body = () => text(1_000_000);

export const forAll = {
  /**
   * The text contains `@room` or `@here`, and the sender may use it: everybody is mentioned; for `@here` only those in
   * `here`.
   */
  mentionsAll: z.optional(z.boolean()),
  /**
   * For `@here`: the other people of the room who were online, and neither idle, away nor busy. Older programs ignore it and
   * treat `@here` like `@room`.
   */
  here: z.optional(z.array(Name).check(z.maxLength(FIXED_LIMITS.mentionAllMax))),
};
