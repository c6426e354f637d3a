/** How somebody wants things, as the server keeps it. */
import type {Changes} from '../changes.ts';
import {highlightingAll, ownHighlights} from '../highlights.ts';
import {withRoom} from '../room/roomState.ts';
import type {State} from '../state.ts';
import {DEFAULT_ROOM_PREFERENCES} from '../../../shared/preferences.ts';

export function preferencesChanged(state: State, {preferences}: Changes['preferencesChanged']): State {
  const {highlightWords, highlightsName} = state.preferences;
  const isSame =
    preferences.highlightsName === highlightsName &&
    preferences.highlightWords.join('\n') === highlightWords.join('\n');
  const next = {...state, preferences};
  return isSame ? next : {...next, roomById: highlightingAll(state.roomById, ownHighlights(next))};
}

export function roomPreferencesChanged(state: State, {roomId, mine}: Changes['roomPreferencesChanged']): State {
  const asked = state.roomOrderAsked?.roomIds.indexOf(roomId) ?? -1;
  const told = asked < 0 ? mine : {...mine, place: asked + 1};
  return withRoom(state, roomId, one => ({...one, room: {...one.room, mine: told}}));
}

/** At once: whoever moves a room again moves it from here on. */
export function roomOrderAsked(state: State, {roomIds}: Changes['roomOrderAsked']): State {
  const requests = (state.roomOrderAsked?.requests ?? 0) + 1;
  let next: State = {
    ...state,
    roomOrderAsked: {roomIds, requests},
    preferences: {...state.preferences, roomOrder: 'hand'},
  };
  for (const [at, roomId] of roomIds.entries())
    next = withRoom(next, roomId, one => {
      const mine = one.room.mine ?? DEFAULT_ROOM_PREFERENCES;
      return mine.place === at + 1 ? one : {...one, room: {...one.room, mine: {...mine, place: at + 1}}};
    });
  return next;
}

export function roomOrderAnswered(state: State): State {
  const {roomOrderAsked: asked, ...rest} = state;
  if (asked === undefined) return state;
  return asked.requests > 1 ? {...rest, roomOrderAsked: {...asked, requests: asked.requests - 1}} : rest;
}
