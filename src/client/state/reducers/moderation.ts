/** Events for moderators; the state does not keep them. */
import type {Changes} from '../changes.ts';
import type {State} from '../state.ts';

export const muteChanged = (state: State, _change: Changes['muteChanged']): State => state;
export const reportMade = (state: State, _change: Changes['reportMade']): State => state;
