/** Renaming, archiving and deleting rooms, with immediate effect on the devices of their members. */
import type {Context, ServerContext} from '../context.ts';
import {doerOf, recordDeed} from '../audit/audit.ts';
import {eraseSoon} from './erasing.ts';
import {toRoom} from './rooms.ts';

/** Sends the whole room to clients that do not know these kinds of entries. */
export async function tellOlder(server: ServerContext, roomId: number): Promise<void> {
  const {connections, store} = server;
  for (const connection of connections.all()) {
    const {account, isOpen, dialect} = connection;
    if (!isOpen || account === undefined || dialect.capabilities.includes('rooms')) continue;
    const membership = await store.membershipFind(roomId, account.userId);
    if (membership === undefined) continue;
    connection.tell('roomOpened', {room: toRoom(server, membership, account.userId)});
  }
}

/**
 * Their devices close it, and what is sent and taken of its files ends. @throws not-in-room, not-allowed, lobby-fixed,
 * room-name-other
 */
export async function deleteRoom(context: Context, {roomId, name}: {roomId: number; name: string}): Promise<void> {
  const {store, me, connection, connections, files} = context;
  const userIds = await store.roomDelete({roomId, userId: me.userId, name});
  for (const userId of userIds) {
    for (const device of connections.of(userId)) device.unsubscribe(roomId);
    connections.tell(userId, 'roomClosed', {roomId, deletedBy: me.name});
  }
  // Without its name, which may have been known to its members alone.
  recordDeed(context, doerOf(me, connection), {method: 'room delete', about: `room ${roomId}`});
  files.recheckAll();
  eraseSoon(context);
}
