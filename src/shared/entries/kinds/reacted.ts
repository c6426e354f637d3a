/** A reaction to an earlier entry was added or removed. A request that changes nothing appends no entry. */
import * as z from 'zod/mini';
import {withReaction} from '../entryChanges.ts';
import {EMOJI_LENGTH_MAX} from '../../words/emoji.ts';
import {Seq, text} from '../../fields.ts';
import {entryKind} from '../entryKind.ts';

export const reacted = entryKind(
  'reacted',
  {of: Seq, emoji: text(EMOJI_LENGTH_MAX), isOn: z.boolean()},
  {
    isCounted: false,
    hasWords: false,
    place: 'quiet',
    referring: (entry, {seq}) => ({...entry, of: seq(entry.of)}),
    inbox: {of: ({of, isOn}) => (isOn ? of : undefined), reason: 'reaction'},
    changes: {
      of: ({of}) => of,
      become(target, {emoji, isOn, sender, seq}, me) {
        const {reactions: before = [], ...rest} = target.became ?? {asOfSeq: seq};
        const reactions = withReaction(before, {emoji, isOn, isMine: sender === me});
        return {...target, became: {...rest, ...(reactions.length > 0 && {reactions})}};
      },
    },
  },
);
