/** Transfers in the state: added, changed, taken off the list. */
import type {Changes} from '../changes.ts';
import type {State} from '../state.ts';

/** The same transfer again replaces what is known of it and keeps its place. */
export const transferAdded = (state: State, {transfer}: Changes['transferAdded']): State => ({
  ...state,
  transferById: {...state.transferById, [transfer.transferId]: transfer},
});

export function transferChanged(state: State, {transferId, change}: Changes['transferChanged']): State {
  const transfer = state.transferById[transferId];
  if (transfer === undefined) return state;
  return {...state, transferById: {...state.transferById, [transferId]: {...transfer, ...change}}};
}

export function transferRemoved(state: State, {transferId}: Changes['transferRemoved']): State {
  if (state.transferById[transferId] === undefined) return state;
  const {[transferId]: _, ...transferById} = state.transferById;
  return {...state, transferById};
}
