/** A message: on its own, an answer to an earlier one, in a thread, or a forwarded one. */
import * as z from 'zod/mini';
import {count, Name, Seq} from '../../fields.ts';
import {answered, kind} from '../kind.ts';
import {body, forAll} from './body.ts';

export const message = kind(
  'message',
  {
    text: body(),
    ...forAll,
    /** The message that is answered, and by whom it is: they are told as by a mention. */
    replyTo: z.optional(z.object({seq: Seq, sender: Name})),
    /** The first message of the thread that this is in. */
    threadOf: z.optional(Seq),
    /** Who said it first, and when. */
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
