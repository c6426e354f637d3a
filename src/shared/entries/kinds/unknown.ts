/** An entry of a kind that only a later version knows: it keeps its place in the log and is shown as needing a newer chat-tui. */
import {kind} from '../kind.ts';

export const unknown = kind('unknown', {}, {isCounted: false, hasWords: false, place: 'alone'});
