/** The sender has changed the text of an earlier message; `mentioned` are the people whom it mentions for the first time. */
import * as z from 'zod/mini';
import {FIXED_LIMITS} from '../../limits.ts';
import {mentions} from '../../words/mention.ts';
import {Name, Seq} from '../../fields.ts';
import {entryKind, type Target} from '../entryKind.ts';
import {body} from './body.ts';

export const edited = entryKind(
  'edited',
  {of: Seq, text: body(), mentioned: z.optional(z.array(Name).check(z.maxLength(FIXED_LIMITS.mentionedMax)))},
  {
    isCounted: false,
    hasWords: false,
    place: 'quiet',
    referring: (entry, {seq}) => ({...entry, of: seq(entry.of)}),
    changes: {
      of: ({of}) => of,
      become(target, {seq, sentAtMs, text, mentioned = []}, me) {
        if (target.text === undefined) return target;
        const {edited: before, mentionedAtSeq: known, ...rest} = target.became ?? {asOfSeq: 0};
        const first = before === undefined && isMentioned(target, me) ? target.seq : known;
        const mentionedAtSeq = first ?? (mentioned.includes(me) ? seq : undefined);
        const became = {
          ...rest,
          edited: {seq, atMs: sentAtMs, count: (before?.count ?? 0) + 1},
          ...(mentionedAtSeq !== undefined && {mentionedAtSeq}),
        };
        return {...target, text, became};
      },
    },
  },
);

/** Whether the target mentions the reader by its text, or answers a message of theirs. */
function isMentioned(target: Target, me: string): boolean {
  if (me === '' || target.sender === me) return false;
  const {replyTo} = target as {replyTo?: {sender: string}};
  return replyTo?.sender === me || mentions(target.text ?? '', me);
}
