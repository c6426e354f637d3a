/** Signals for direct connections, and the question whether a person may learn this machine's address. */
import type {Changes} from '../changes.ts';
import type {State} from '../state.ts';

/** Signals are handled by parts of the client; the state does not keep them. */
export const signalReceived = (state: State): State => state;

export const addressAsked = (state: State, {name}: Changes['addressAsked']): State =>
  state.addressAsked.includes(name) ? state : {...state, addressAsked: [...state.addressAsked, name]};

export const addressAnswered = (state: State, {name}: Changes['addressAnswered']): State => ({
  ...state,
  addressAsked: state.addressAsked.filter(asked => asked !== name),
});
