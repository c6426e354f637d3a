/** Saying how one wants things, for all devices of one's own. */
import {ChatError} from '../../../shared/errors.ts';
import {
  DEFAULT_ROOM_PREFERENCES,
  FOR_EVER_MS,
  type PreferencesChange,
  type RoomPreferencesChange,
} from '../../../shared/preferences.ts';
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
export async function orderRooms(client: Client, roomIds: readonly number[]): Promise<void> {
  if (client.getState().server?.protocol?.capabilities.includes('rooms') !== true)
    throw new ChatError('server-too-old');
  const before = client.getState();
  client.dispatch({type: 'roomOrderAsked', roomIds});
  try {
    await client.request('roomOrderSet', {roomIds: [...roomIds]}).finally(() => {
      client.dispatch({type: 'roomOrderAnswered'});
    });
    if (before.preferences.roomOrder !== 'hand') await setPreferences(client, {roomOrder: 'hand'});
  } catch (error) {
    for (const roomId of roomIds) place(client, roomId, before.roomById[roomId]?.room.mine?.place ?? 0);
    client.dispatch({type: 'preferencesChanged', preferences: before.preferences});
    throw error;
  }
}

function place(client: Client, roomId: number, to: number): void {
  const room = client.getState().roomById[roomId]?.room;
  const mine = room?.mine ?? DEFAULT_ROOM_PREFERENCES;
  if (room !== undefined && mine.place !== to)
    client.dispatch({type: 'roomPreferencesChanged', roomId, mine: {...mine, place: to}});
}
