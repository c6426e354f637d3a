/** The room becomes read-only, or writable again; `text` is the reason, often empty. */
import * as z from 'zod/mini';
import {kind} from '../kind.ts';
import {body} from './body.ts';

export const archived = kind(
  'archived',
  {isArchived: z.boolean(), text: body()},
  {isCounted: false, hasWords: false, isOpen: true, place: 'alone', foldRoom: (_, {isArchived}) => ({isArchived})},
);
