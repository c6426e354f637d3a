/** Changes a room as a whole: renames, describes, archives and deletes it. */
import {requireServerCan} from '../core/serverCan.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Room} from '../../shared/model.ts';
import type {Client} from '../client.ts';
import {toRoomName} from './room.ts';

/**
 * Links with the former name still find the room.
 * @returns the new name
 * @throws room-name-invalid, room-exists, not-allowed, server-too-old
 */
export async function renameRoom(client: Client, roomId: number, typed: string): Promise<string> {
  requireServerCan(client.getState(), 'rooms');
  const name = toRoomName(typed);
  await client.request('roomRename', {roomId, name});
  return name;
}

/** Topic and description of a room; of an encrypted room, from its members, because the server does not know them. */
export async function aboutRoom(client: Client, room: Room): Promise<{topic: string; description: string}> {
  const {topic, description = ''} = room;
  return (await client.parts.keys.about(room.roomId)) ?? {topic, description};
}

/** @throws description-too-long, not-allowed, server-too-old */
export async function describeRoom(client: Client, roomId: number, text: string): Promise<void> {
  requireServerCan(client.getState(), 'rooms');
  if (text.length > FIXED_LIMITS.descriptionLengthMax) throw new ChatError('description-too-long');
  await client.request('roomDescribe', {roomId, text});
}

/** @throws not-allowed, lobby-fixed, server-too-old */
export async function archiveRoom(client: Client, roomId: number, isArchived: boolean, reason = ''): Promise<void> {
  requireServerCan(client.getState(), 'rooms');
  const why = reason === '' ? {} : {reason: reason.slice(0, FIXED_LIMITS.reasonLengthMax)};
  await client.request('roomArchive', {roomId, isArchived, ...why});
}

/**
 * Deletes a room with its messages and files, permanently and for everybody.
 * @throws not-allowed, lobby-fixed, room-name-other, server-too-old
 */
export async function deleteRoom(client: Client, {roomId, name}: {roomId: number; name: string}): Promise<void> {
  requireServerCan(client.getState(), 'rooms');
  await client.request('roomDelete', {roomId, name});
}
