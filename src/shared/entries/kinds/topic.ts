/** The new topic; empty when it was removed. */
import {entryKind} from '../entryKind.ts';
import {body} from './body.ts';

export const topic = entryKind(
  'topic',
  {text: body()},
  {isCounted: false, hasWords: false, place: 'alone', foldRoom: (_, {text}) => ({topic: text})},
);
