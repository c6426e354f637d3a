/** The effect of later entries on an earlier one, for a particular reader: edited, pinned, reacted to, answered. */
import * as z from 'zod/mini';
import {count, Name, Seq, text} from '../fields.ts';
import {EMOJI_LENGTH_MAX} from '../words/emoji.ts';

/** Maximum number of different emoji per entry. */
export const REACTIONS_MAX = 20;

export const Reaction = z.object({
  emoji: text(EMOJI_LENGTH_MAX),
  /** Number of people. */
  count: count(),
  /** Whether the reader is one of them. */
  isMine: z.boolean(),
});
export type Reaction = z.infer<typeof Reaction>;

export const Became = z.object({
  /** Seq of the last entry that is included; entries up to it must not be applied again. */
  asOfSeq: Seq,
  /** Time of the last edit, and the number of edits. */
  edited: z.optional(z.object({seq: Seq, atMs: count(), count: count()})),
  /** For an edited message: seq of the message or edit in which the reader was first mentioned. */
  mentionedAtSeq: z.optional(Seq),
  pinnedBy: z.optional(Name),
  /** Ordered by the first reaction with each emoji. */
  reactions: z.optional(z.array(Reaction).check(z.maxLength(100))),
  /** For the first message of a thread: the number of answers, and the seq of the last one. */
  replies: z.optional(z.object({count: count(), lastSeq: Seq})),
});
export type Became = z.infer<typeof Became>;

/** The reactions after one person has added or removed theirs. */
export function withReaction(
  reactions: readonly Reaction[],
  {emoji, isOn, isMine}: {emoji: string; isOn: boolean; isMine: boolean},
): Reaction[] {
  const known = reactions.find(one => one.emoji === emoji);
  if (known === undefined) return isOn ? [...reactions, {emoji, count: 1, isMine}] : [...reactions];
  const after = {emoji, count: known.count + (isOn ? 1 : -1), isMine: isMine ? isOn : known.isMine};
  return reactions.flatMap(one => (one !== known ? [one] : after.count > 0 ? [after] : []));
}
