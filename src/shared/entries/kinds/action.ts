/** `/me`: the text follows the name. */
import {kind} from '../kind.ts';
import {body, mentionsAll} from './body.ts';

export const action = kind(
  'action',
  {text: body(), mentionsAll: mentionsAll()},
  {isCounted: true, hasWords: true, place: 'alone'},
);
