/** Somebody is no longer a member. */
import * as z from 'zod/mini';
import {entryKind} from '../entryKind.ts';

export const left = entryKind(
  'left',
  /** In an encrypted room: the leave statement signed by this person; see `docs/sealed.md`. */
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
