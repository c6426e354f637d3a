/** The effect of later entries on an earlier one, as its reader sees it: edited, pinned, reacted to, answered. */
import * as z from 'zod/mini';
import {count, Name, Seq, text} from '../fields.ts';
import {EMOJI_LENGTH_MAX} from '../words/emoji.ts';

/** Different emoji under one entry. */
export const REACTIONS_MAX = 20;

export const Reaction = z.object({
  emoji: text(EMOJI_LENGTH_MAX),
  /** People. */
  count: count(),
  /** The reader is one of them. */
  isMine: z.boolean(),
});
export type Reaction = z.infer<typeof Reaction>;

export const Became = z.object({
  /** Seq of the last entry that is included; earlier ones about this entry must not be applied again. */
  asOfSeq: Seq,
  /** The last edit, and how many there were. */
  edited: z.optional(z.object({seq: Seq, atMs: count(), count: count()})),
  /** Of an edited message: where the reader was mentioned first, in the message or in one of its edits. */
  mentionedAtSeq: z.optional(Seq),
  pinnedBy: z.optional(Name),
  /** In the order of the first reaction with each emoji. */
  reactions: z.optional(z.array(Reaction).check(z.maxLength(100))),
  /** Of the first message of a thread: how many answers there have been, and the seq of the last one. */
  replies: z.optional(z.object({count: count(), lastSeq: Seq})),
});
export type Became = z.infer<typeof Became>;

/** The reactions after one person added or removed theirs. */
export function withReaction(
  reactions: readonly Reaction[],
  {emoji, isOn, isMine}: {emoji: string; isOn: boolean; isMine: boolean},
): Reaction[] {
  const known = reactions.find(one => one.emoji === emoji);
  if (known === undefined) return isOn ? [...reactions, {emoji, count: 1, isMine}] : [...reactions];
  const after = {emoji, count: known.count + (isOn ? 1 : -1), isMine: isMine ? isOn : known.isMine};
  return reactions.flatMap(one => (one !== known ? [one] : after.count > 0 ? [after] : []));
}
