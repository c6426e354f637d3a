/** From here on the room can only be read, or is in use again; `text` is why, often empty. */
import * as z from 'zod/mini';
import {kind} from '../kind.ts';
import {body} from './body.ts';

export const archived = kind(
  'archived',
  {isArchived: z.boolean(), text: body()},
  {isCounted: false, hasWords: false, isOpen: true, place: 'alone', foldRoom: (_, {isArchived}) => ({isArchived})},
);
