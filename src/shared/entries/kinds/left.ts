/** Somebody is no longer a member. */
import * as z from 'zod/mini';
import {kind} from '../kind.ts';

export const left = kind(
  'left',
  /** Of an encrypted room: signed by who leaves, as `docs/sealed.md` has it. */
  {leave: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]*$/), z.maxLength(600)))},
  {
    isCounted: false,
    hasWords: false,
    isOpen: true,
    place: 'quiet',
    verb: 'left',
    member: ({sender}) => ({goes: sender}),
    foldRoom: ({memberCount}) => ({memberCount: Math.max(0, memberCount - 1)}),
  },
);
