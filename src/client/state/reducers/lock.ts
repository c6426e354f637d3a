/** Locks of encrypted conversations; device chains do not change the state. */
import type {Changes} from '../changes.ts';
import {withRoom} from '../room/roomState.ts';
import type {Lock, State} from '../state.ts';

const isSame = (one: Lock | undefined, other: Lock): boolean =>
  one?.kind === other.kind &&
  one.isVerified === other.isVerified &&
  one.detail === other.detail &&
  one.problem?.code === other.problem?.code;

export function lockChanged(state: State, {roomId, lock}: Changes['lockChanged']): State {
  return withRoom(state, roomId, one => (isSame(one.lock, lock) ? one : {...one, lock}));
}

export function roomAboutTold(state: State, {roomId, topic, description}: Changes['roomAboutTold']): State {
  return withRoom(state, roomId, one => {
    if (one.room.topic === topic && (one.room.description ?? '') === description) return one;
    const {description: _before, ...room} = one.room;
    return {...one, room: {...room, topic, ...(description !== '' && {description})}};
  });
}

export const accountLinkAdded = (state: State): State => state;
export const deviceSignalReceived = (state: State): State => state;
