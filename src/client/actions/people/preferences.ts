/** Changes preferences, which the server keeps for all devices of the account. */
import {requireServerCan} from '../../core/serverCan.ts';
import {FOR_EVER_MS, type PreferencesChange, type RoomPreferencesChange} from '../../../shared/preferences.ts';
import type {Client} from '../../client.ts';

export async function setPreferences(client: Client, change: PreferencesChange): Promise<void> {
  const preferences = await client.request('preferencesSet', change);
  client.dispatch({type: 'preferencesChanged', preferences});
}

/** @throws not-in-room */
export async function setRoomPreferences(client: Client, roomId: number, change: RoomPreferencesChange): Promise<void> {
  const mine = await client.request('roomPreferencesSet', {roomId, change});
  client.dispatch({type: 'roomPreferencesChanged', roomId, mine});
}

/** For so long, or until it is ended. */
export const muteRoom = (client: Client, roomId: number, forMs?: number): Promise<void> =>
  setRoomPreferences(client, roomId, {mutedUntilMs: forMs === undefined ? FOR_EVER_MS : client.options.now() + forMs});

export const unmuteRoom = (client: Client, roomId: number): Promise<void> =>
  setRoomPreferences(client, roomId, {mutedUntilMs: 0});

/** All rooms in the order that is wanted; the list is ordered by hand from then on. @throws server-too-old */
export async function orderRooms(client: Client, wanted: readonly number[]): Promise<void> {
  requireServerCan(client.getState(), 'rooms');
  // Known by itself among others that are the same.
  const roomIds = [...wanted];
  client.dispatch({type: 'roomOrderAsked', roomIds});
  let isDone = false;
  try {
    await client.request('roomOrderSet', {roomIds});
    isDone = true;
    if (client.getState().roomOrderAsked?.told.roomOrder !== 'hand') await setPreferences(client, {roomOrder: 'hand'});
  } finally {
    client.dispatch({type: 'roomOrderAnswered', roomIds, isDone});
  }
}
