/** The text of an entry. The server's own limit decides; this bound only limits what a hostile server can send. */
import * as z from 'zod/mini';
import {Name, text} from '../../fields.ts';
import {FIXED_LIMITS} from '../../limits.ts';

export const body = () => text(1_000_000);

export const forAll = {
  /** It says `@room` or `@here`, by somebody who may: everybody is mentioned, or of `@here` whom `here` names. */
  mentionsAll: z.optional(z.boolean()),
  /** With `@here`: who else of the room was at a device when it was said. A program that does not know this takes it for all. */
  here: z.optional(z.array(Name).check(z.maxLength(FIXED_LIMITS.mentionAllMax))),
};
