/** An earlier entry is pinned for the whole room, or unpinned. */
import * as z from 'zod/mini';
import {Seq} from '../../fields.ts';
import {entryKind} from '../entryKind.ts';

export const pinned = entryKind(
  'pinned',
  {of: Seq, isOn: z.boolean()},
  {
    isCounted: false,
    hasWords: false,
    place: 'alone',
    referring: (entry, {seq}) => ({...entry, of: seq(entry.of)}),
    changes: {
      of: ({of}) => of,
      become(target, {isOn, sender, seq}) {
        const {pinnedBy: _before, ...rest} = target.became ?? {asOfSeq: seq};
        return {...target, became: {...rest, ...(isOn && {pinnedBy: sender})}};
      },
    },
  },
);
