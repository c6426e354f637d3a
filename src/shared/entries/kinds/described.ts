/** The new description of the room, in one or more lines; empty when it was removed. */
import {kind} from '../kind.ts';
import {body} from './body.ts';

export const described = kind(
  'described',
  {text: body()},
  {isCounted: false, hasWords: false, place: 'alone', foldRoom: (_, {text}) => ({description: text})},
);
