/** Transfers: added, changed, removed. */
import type {Changes} from '../changes.ts';
import type {State, Transfer} from '../state.ts';
import {isTransferOver} from '../selectors.ts';

/**
 * Maximum number of listed transfers. Beyond it, the oldest finished ones are removed, then the oldest unanswered offers;
 * transfers that the person started, and the newest one, stay.
 */
const TRANSFERS_MAX = 300;

/** A transfer with a known id replaces that one, in its place. */
export function transferAdded(state: State, {transfer}: Changes['transferAdded']): State {
  const transferById = {...state.transferById, [transfer.transferId]: transfer};
  const all = Object.values(transferById);
  if (all.length <= TRANSFERS_MAX) return {...state, transferById};
  const isOldOffer = ({transferId, status}: Transfer) => status === 'offered' && transferId !== transfer.transferId;
  const oldest = all.find(isTransferOver) ?? all.find(isOldOffer);
  return oldest === undefined ? {...state, transferById} : transferRemoved({...state, transferById}, oldest);
}

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
