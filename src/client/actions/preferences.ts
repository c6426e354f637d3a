/** Saying how one wants things, for all devices of one's own. */
import {FOR_EVER_MS, type PreferencesChange, type RoomPreferencesChange} from '../../shared/preferences.ts';
import type {Client} from '../client.ts';

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
