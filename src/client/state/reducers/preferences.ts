/** How somebody wants things, as the server keeps it. */
import type {Changes} from '../changes.ts';
import {withRoom} from '../roomState.ts';
import type {State} from '../state.ts';

export const preferencesChanged = (state: State, {preferences}: Changes['preferencesChanged']): State => ({
  ...state,
  preferences,
});

export const roomPreferencesChanged = (state: State, {roomId, mine}: Changes['roomPreferencesChanged']): State =>
  withRoom(state, roomId, one => ({...one, room: {...one.room, mine}}));
