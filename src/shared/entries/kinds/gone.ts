/** Placeholder of a deleted message: who deleted it, and the reason if that was not the sender. */
import * as z from 'zod/mini';
import {FIXED_LIMITS} from '../../limits.ts';
import {Name, text} from '../../fields.ts';
import {answered, entryKind, type Target} from '../entryKind.ts';

export const gone = entryKind(
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
    // A deleted answer still counts in its thread, for clients that never saw it.
    changes: {of: ({threadOf}) => threadOf, become: answered},
  },
);

/** The placeholder that replaces a deleted entry; contains nothing of its text. */
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
