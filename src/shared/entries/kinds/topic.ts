/** The new topic; empty when it was removed. */
import {kind} from '../kind.ts';
import {body} from './body.ts';

export const topic = kind(
  'topic',
  {text: body()},
  {isCounted: false, hasWords: false, place: 'alone', foldRoom: (_, {text}) => ({topic: text})},
);
