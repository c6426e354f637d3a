/** A message: on its own, an answer to an earlier one, in a thread, or a forwarded one. */
import * as z from 'zod/mini';
import {count, Name, Seq} from '../../fields.ts';
import {answered, entryKind} from '../entryKind.ts';
import {body, forAll} from './body.ts';

export const message = entryKind(
  'message',
  {
    text: body(),
    ...forAll,
    /** The answered message and its sender, who is notified as by a mention. */
    replyTo: z.optional(z.object({seq: Seq, sender: Name})),
    /** Seq of the first message of the thread to which this one belongs. */
    threadOf: z.optional(Seq),
    /** For a forwarded message: its original sender and time. */
    forwarded: z.optional(z.object({sender: Name, sentAtMs: count()})),
  },
  {
    isCounted: true,
    hasWords: true,
    place: 'alone',
    referring({threadOf, replyTo, forwarded, ...entry}, {name, seq}) {
      const rootSeq = threadOf === undefined ? 0 : seq(threadOf);
      return {
        ...entry,
        ...(replyTo !== undefined && {replyTo: {seq: seq(replyTo.seq), sender: name(replyTo.sender)}}),
        ...(rootSeq > 0 && {threadOf: rootSeq}),
        ...(forwarded !== undefined && {forwarded: {...forwarded, sender: name(forwarded.sender)}}),
      };
    },
    inbox: {of: ({replyTo}) => replyTo?.seq, reason: 'reply'},
    changes: {of: ({threadOf}) => threadOf, become: answered},
  },
);
