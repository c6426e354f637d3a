/** The first entry of a room. */
import {kind} from '../kind.ts';

export const created = kind('created', {}, {isCounted: false, hasWords: false, isOpen: true, place: 'alone'});
