/** How the line to the server stands. */
import type {Changes} from '../changes.ts';
import type {State} from '../state.ts';

export const connectionChanged = (state: State, {connection}: Changes['connectionChanged']): State => ({
  ...state,
  connection,
});
