/** Changes preferences, which the server keeps for all devices of the account. */
import {requireServerCan} from '../../core/serverCan.ts';
import {FOR_EVER_MS} from '../../../shared/limits.ts';
import type {PreferencesChange, RoomPreferencesChange} from '../../../shared/preferences.ts';
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

/** Mutes a room for `forMs` milliseconds; without it, until it is unmuted. */
export const muteRoom = (client: Client, roomId: number, forMs?: number): Promise<void> =>
  setRoomPreferences(client, roomId, {mutedUntilMs: forMs === undefined ? FOR_EVER_MS : client.options.now() + forMs});

export const unmuteRoom = (client: Client, roomId: number): Promise<void> =>
  setRoomPreferences(client, roomId, {mutedUntilMs: 0});

/** Sets the order of all rooms, and switches the room list to manual order. @throws server-too-old */
export async function orderRooms(client: Client, wanted: readonly number[]): Promise<void> {
  requireServerCan(client.getState(), 'rooms');
  // A copy: the reducer recognises a request by the identity of its array, even among equal ones.
  const roomIds = [...wanted];
  client.dispatch({type: 'roomOrderAsked', roomIds});
  try {
    await client.request('roomOrderSet', {roomIds});
    if (client.getState().roomOrderAsked?.told.roomOrder !== 'hand') await setPreferences(client, {roomOrder: 'hand'});
  } finally {
    client.dispatch({type: 'roomOrderAnswered', roomIds});
  }
}
