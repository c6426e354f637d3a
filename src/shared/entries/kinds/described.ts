/** The new description of the room, in one or more lines; empty when it was removed. */
import {entryKind} from '../entryKind.ts';
import {body} from './body.ts';

export const described = entryKind(
  'described',
  {text: body()},
  {isCounted: false, hasWords: false, place: 'alone', foldRoom: (_, {text}) => ({description: text})},
);
