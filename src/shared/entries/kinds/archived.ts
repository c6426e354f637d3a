/** The room becomes read-only, or writable again; `text` is the reason, often empty. */
import * as z from 'zod/mini';
import {entryKind} from '../entryKind.ts';
import {body} from './body.ts';

export const archived = entryKind(
  'archived',
  {isArchived: z.boolean(), text: body()},
  {isCounted: false, hasWords: false, isOpen: true, place: 'alone', foldRoom: (_, {isArchived}) => ({isArchived})},
);
