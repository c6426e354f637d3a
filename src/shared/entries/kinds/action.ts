/** `/me`: the text follows the sender's name. */
import {entryKind} from '../entryKind.ts';
import {body, forAll} from './body.ts';

export const action = entryKind('action', {text: body(), ...forAll}, {isCounted: true, hasWords: true, place: 'alone'});
