/** An earlier message is deleted, by its sender or a moderator; from then on its place in the log holds `gone`. */
import * as z from 'zod/mini';
import {FIXED_LIMITS} from '../../limits.ts';
import {Seq, text} from '../../fields.ts';
import {entryKind} from '../entryKind.ts';
import {goneFrom} from './gone.ts';

export const deleted = entryKind(
  'deleted',
  {of: Seq, reason: z.optional(text(FIXED_LIMITS.reasonLengthMax))},
  {
    isCounted: false,
    hasWords: false,
    isOpen: true,
    place: 'quiet',
    referring: (entry, {seq}) => ({...entry, of: seq(entry.of)}),
    changes: {of: ({of}) => of, become: (target, {sender, reason}) => goneFrom(target, sender, reason)},
  },
);
