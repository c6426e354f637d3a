/** Steps of the list of servers found on this machine's networks. */
import {NO_SERVER_NEARBY} from '../../client/wording/rows/nearbyWords.ts';
import type {NearbyList, Start, StartStep} from './startState.ts';

export interface NearbyMoves {
  back: (sentence?: string) => Start;
  connectTo: (address: string) => StartStep;
}

export const lookNearby = (ticket: number): StartStep => ({
  start: {screen: 'nearby', ticket, chosen: 0},
  effects: [{type: 'look', ticket}],
});

/** @param step by how many rows the key moves the selection */
export function onNearbyKey(start: NearbyList, chord: string, step: number | undefined, moves: NearbyMoves): StartStep {
  if (chord === 'escape') return {start: moves.back()};
  const {places = [], chosen} = start;
  if (places.length === 0) return {start};
  if (step !== undefined) return {start: {...start, chosen: (chosen + step + places.length) % places.length}};
  const at = /^[1-9]$/.test(chord) ? Number(chord) - 1 : chosen;
  const place = chord === 'enter' || at !== chosen || chord === String(chosen + 1) ? places[at] : undefined;
  return place === undefined ? {start} : moves.connectTo(place.address);
}

/** Ignores late answers. */
export function onLooked(
  start: Start,
  {ticket, places}: {ticket: number; places: NearbyList['places']},
  {back}: NearbyMoves,
): Start {
  if (start.screen !== 'nearby' || start.ticket !== ticket) return start;
  return places === undefined || places.length === 0 ? back(NO_SERVER_NEARBY) : {...start, places};
}
