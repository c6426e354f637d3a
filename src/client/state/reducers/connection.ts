/** The state of the connection. */
import type {Changes} from '../changes.ts';
import type {State} from '../state.ts';

export function connectionChanged(state: State, {connection}: Changes['connectionChanged']): State {
  const isCut = state.connection.status === 'online' && connection.status !== 'online';
  return isCut ? {...state, connection, roomById: withCuts(state.roomById)} : {...state, connection};
}

/** Stores up to which seq each room was known, to detect a server that was rolled back. */
const withCuts = (roomById: State['roomById']): State['roomById'] =>
  Object.fromEntries(Object.entries(roomById).map(([roomId, one]) => [roomId, {...one, cutSeq: one.countedSeq}]));
