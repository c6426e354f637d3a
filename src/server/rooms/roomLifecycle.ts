/** Renaming, archiving and deleting rooms, with immediate effect on the devices of their members. */
import type {Context, ServerContext} from '../context.ts';
import {doerOf, recordDeed} from '../audit/audit.ts';
import {eraseSoon} from './erasing.ts';
import {toRoom} from './rooms.ts';

/** Sends the whole room to older clients, which do not know the entries that record these changes. */
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
 * Deletes a room: closes it on its members' devices and ends transfers of its files. @throws not-in-room, not-allowed,
 * lobby-fixed, room-name-other
 */
export async function deleteRoom(context: Context, {roomId, name}: {roomId: number; name: string}): Promise<void> {
  const {store, me, connection, connections, files} = context;
  const userIds = await store.roomDelete({roomId, userId: me.userId, name});
  for (const userId of userIds) {
    for (const device of connections.of(userId)) device.unsubscribe(roomId);
    connections.tell(userId, 'roomClosed', {roomId, deletedBy: me.name});
  }
  // Without the name, which may be known only to members.
  recordDeed(context, doerOf(me, connection), {method: 'room delete', about: `room ${roomId}`});
  files.recheckAll();
  eraseSoon(context);
}
