/** The sender removed `target` from the server for `forMs`, which is absent in 1.0; `text` is the reason. */
import * as z from 'zod/mini';
import {count, Name} from '../../fields.ts';
import {entryKind} from '../entryKind.ts';
import {body} from './body.ts';

export const kicked = entryKind(
  'kicked',
  {target: Name, forMs: z.optional(count()), text: body()},
  {
    isCounted: false,
    hasWords: false,
    isOpen: true,
    place: 'alone',
    referring: (entry, {name}) => ({...entry, target: name(entry.target)}),
  },
);
