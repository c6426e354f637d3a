/** `/me`: the text follows the name. */
import {kind} from '../kind.ts';
import {body} from './body.ts';

export const action = kind('action', {text: body()}, {isCounted: true, hasWords: true, place: 'alone'});
