/** A signal for a direct conversation: the part that makes these acts on it, and nothing of it is kept. */
import type {State} from '../state.ts';

export const signalReceived = (state: State): State => state;
