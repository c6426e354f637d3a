/** How somebody wants things, as the server keeps it. */
import type {Changes} from '../changes.ts';
import {highlightingAll, ownHighlights} from '../highlights.ts';
import {withRoom} from '../room/roomState.ts';
import type {State} from '../state.ts';

export function preferencesChanged(state: State, {preferences}: Changes['preferencesChanged']): State {
  const {highlightWords, highlightsName} = state.preferences;
  const isSame =
    preferences.highlightsName === highlightsName &&
    preferences.highlightWords.join('\n') === highlightWords.join('\n');
  const next = {...state, preferences};
  return isSame ? next : {...next, roomById: highlightingAll(state.roomById, ownHighlights(next))};
}

export const roomPreferencesChanged = (state: State, {roomId, mine}: Changes['roomPreferencesChanged']): State =>
  withRoom(state, roomId, one => ({...one, room: {...one.room, mine}}));
