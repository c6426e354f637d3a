/** Roles in rooms and removal from them, as the devices of those concerned feel it at once. */
import {idOf} from '../rooms/contacts.ts';
import type {RoomRole} from '../../shared/access/roles.ts';
import type {Context} from '../context.ts';
import {openRoom} from '../rooms/rooms.ts';

/** @throws not-in-room, not-allowed, user-not-found, owner-stays */
export async function giveRole(
  context: Context,
  {roomId, name, role}: {roomId: number; name: string; role: RoomRole},
): Promise<void> {
  const {store, me, newId, now} = context;
  const targetId = await idOf(context, name);
  const change = {roomId, userId: me.userId, targetId, role, entryId: newId(), atMs: now()};
  const {formerOwnerId} = await store.roomRoleSet(change);
  const changed = [targetId, ...(formerOwnerId === undefined ? [] : [formerOwnerId])];
  // Nobody may be connected, or somebody may have left meanwhile.
  await Promise.all(changed.map(userId => openRoom(context, roomId, userId).catch(() => undefined)));
}

/** Their devices close the room, and transfers of its files end. @throws not-in-room, not-allowed, user-not-found, lobby-stays */
export async function removeMember(
  context: Context,
  {roomId, name, reason}: {roomId: number; name: string; reason: string},
): Promise<void> {
  const {store, me, newId, now, connections, files} = context;
  const targetId = await idOf(context, name);
  await store.memberRemove({roomId, userId: me.userId, targetId, reason, entryId: newId(), atMs: now()});
  for (const device of connections.of(targetId)) device.unsubscribe(roomId);
  files.recheck(targetId);
  connections.tell(targetId, 'roomClosed', {roomId, removedBy: me.name, ...(reason !== '' && {reason})});
}
