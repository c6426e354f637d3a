/**
 * An entry of a kind that only a later version knows: it keeps its place in the log, with a note that it needs a newer
 * chat-tui.
 */
import {entryKind} from '../entryKind.ts';

export const unknown = entryKind('unknown', {}, {isCounted: false, hasWords: false, place: 'alone'});
