/** The first entry of a room. */
import {entryKind} from '../entryKind.ts';

export const created = entryKind('created', {}, {isCounted: false, hasWords: false, isOpen: true, place: 'alone'});
