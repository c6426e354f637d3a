/** Placeholder of a deleted message: who deleted it, and the reason where it was not the sender. */
import * as z from 'zod/mini';
import {FIXED_LIMITS} from '../../limits.ts';
import {Name, text} from '../../fields.ts';
import {answered, kind, type Target} from '../kind.ts';

export const gone = kind(
  'gone',
  {by: Name, reason: z.optional(text(FIXED_LIMITS.reasonLengthMax)), threadOf: z.optional(z.int().check(z.minimum(1)))},
  {
    isCounted: false,
    hasWords: false,
    isOpen: true,
    place: 'alone',
    referring({threadOf, ...entry}, {name, seq}) {
      const rootSeq = threadOf === undefined ? 0 : seq(threadOf);
      return {...entry, by: name(entry.by), ...(rootSeq > 0 && {threadOf: rootSeq})};
    },
    // Whoever sees it only now has not counted the answer that it was.
    changes: {of: ({threadOf}) => threadOf, become: answered},
  },
);

/** Nothing of what was said is left in it. */
export function goneFrom(target: Target, by: string, reason: string | undefined): Target {
  const {seq, id, sender, sentAtMs} = target;
  const {threadOf} = target as {threadOf?: number};
  const replies = target.became?.replies;
  const place = {seq, id, sender, sentAtMs, kind: 'gone', by};
  return {
    ...place,
    ...(reason !== undefined && {reason}),
    ...(threadOf !== undefined && {threadOf}),
    ...(replies !== undefined && {became: {asOfSeq: seq, replies}}),
  };
}
