/** What the room is for, in as many lines as it takes; empty when the description was removed. */
import {kind} from '../kind.ts';
import {body} from './body.ts';

export const described = kind(
  'described',
  {text: body()},
  {isCounted: false, hasWords: false, place: 'alone', foldRoom: (_, {text}) => ({description: text})},
);
