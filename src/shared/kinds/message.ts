/** Something said. */
import {kind} from '../kind.ts';
import {body} from './body.ts';

export const message = kind('message', {text: body()}, {isCounted: true, hasWords: true, place: 'alone'});
