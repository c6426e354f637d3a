/** Highlight words in the state of rooms, where they affect the counts. */
import {highlightsOf} from '../../shared/words/highlight.ts';
import type {Preferences} from '../../shared/preferences.ts';
import type {RoomState, State} from './state.ts';

type Own = RoomState['highlights'];

export const ownHighlights = ({preferences, me}: {preferences: Preferences; me?: {name: string}}): Own =>
  highlightsOf(preferences, me?.name ?? '');

/** Sets one's highlight words in the state of a room. */
export function highlighting(one: RoomState, highlights: Own): RoomState {
  if (one.highlights === highlights) return one;
  const {highlights: _before, ...rest} = one;
  return highlights === undefined ? rest : {...rest, highlights};
}

export const highlightingAll = (rooms: State['roomById'], highlights: Own): State['roomById'] =>
  Object.fromEntries(Object.entries(rooms).map(([roomId, one]) => [roomId, highlighting(one, highlights)]));
