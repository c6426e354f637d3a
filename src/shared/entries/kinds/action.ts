/** `/me`: the text follows the sender's name. */
import {kind} from '../kind.ts';
import {body, forAll} from './body.ts';

export const action = kind('action', {text: body(), ...forAll}, {isCounted: true, hasWords: true, place: 'alone'});
