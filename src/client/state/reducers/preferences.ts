/** Preferences of the account and of rooms, as the server keeps them. */
import type {Changes} from '../changes.ts';
import {highlightingAll, ownHighlights} from '../highlights.ts';
import {withRoom} from '../room/roomState.ts';
import type {State, ToldOrder} from '../state.ts';
import {DEFAULT_ROOM_PREFERENCES} from '../../../shared/preferences.ts';

export function preferencesChanged(state: State, {preferences: told}: Changes['preferencesChanged']): State {
  const {highlightWords, highlightsName} = state.preferences;
  const asked = state.roomOrderAsked;
  const preferences = asked === undefined ? told : {...told, roomOrder: 'hand' as const};
  const isSame =
    preferences.highlightsName === highlightsName &&
    preferences.highlightWords.join('\n') === highlightWords.join('\n');
  const next = {
    ...state,
    preferences,
    ...(asked !== undefined && {roomOrderAsked: {...asked, told: {...asked.told, roomOrder: told.roomOrder}}}),
  };
  return isSame ? next : {...next, roomById: highlightingAll(state.roomById, ownHighlights(next))};
}

export function roomPreferencesChanged(state: State, {roomId, mine}: Changes['roomPreferencesChanged']): State {
  const asked = state.roomOrderAsked;
  const place = asked?.orders.at(-1)?.indexOf(roomId) ?? -1;
  const shown = place < 0 ? mine : {...mine, place: place + 1};
  const next = withRoom(state, roomId, one => ({...one, room: {...one.room, mine: shown}}));
  if (asked === undefined) return next;
  const placeById = {...asked.told.placeById, [roomId]: mine.place};
  return {...next, roomOrderAsked: {...asked, told: {...asked.told, placeById}}};
}

/** Applied at once, so that a further move starts from the new order. */
export function roomOrderAsked(state: State, {roomIds}: Changes['roomOrderAsked']): State {
  const {orders, told} = state.roomOrderAsked ?? {orders: [], told: orderIn(state)};
  const next: State = {
    ...state,
    roomOrderAsked: {orders: [...orders, roomIds], told},
    preferences: {...state.preferences, roomOrder: 'hand'},
  };
  return withPlaces(next, placesIn(roomIds));
}

/** Shows what the server has told: it tells each new place before it answers, and places of other devices may have followed. */
export function roomOrderAnswered(state: State, {roomIds}: Changes['roomOrderAnswered']): State {
  const {roomOrderAsked: asked, ...rest} = state;
  if (asked === undefined) return state;
  const {told} = asked;
  const orders = asked.orders.filter(one => one !== roomIds);
  const last = orders.at(-1);
  const next: State =
    last === undefined
      ? {...rest, preferences: {...state.preferences, roomOrder: told.roomOrder}}
      : {...state, roomOrderAsked: {orders, told}};
  return withPlaces(next, {...told.placeById, ...placesIn(last ?? [])});
}

type Places = Readonly<Record<number, number>>;

const placesIn = (roomIds: readonly number[]): Places =>
  Object.fromEntries(roomIds.map((roomId, at) => [roomId, at + 1]));

const orderIn = ({preferences, roomById}: State): ToldOrder => ({
  roomOrder: preferences.roomOrder,
  placeById: Object.fromEntries(Object.values(roomById).map(({room}) => [room.roomId, room.mine?.place ?? 0])),
});

function withPlaces(state: State, places: Places): State {
  let next = state;
  for (const [roomId, place] of Object.entries(places))
    next = withRoom(next, Number(roomId), one => {
      const mine = one.room.mine ?? DEFAULT_ROOM_PREFERENCES;
      return mine.place === place ? one : {...one, room: {...one.room, mine: {...mine, place}}};
    });
  return next;
}
