/** Room roles and removal from rooms, with immediate effect on the devices concerned. */
import {idOf} from '../rooms/friends.ts';
import type {RoomRole} from '../../shared/access/roles.ts';
import {doerOf, recordDeed, type Deed} from '../audit/audit.ts';
import type {Context} from '../context.ts';
import {closeRoom, openRoom} from '../rooms/rooms.ts';

/** @throws not-in-room, not-allowed, user-not-found, owner-stays */
export async function giveRole(
  context: Context,
  {roomId, name, role}: {roomId: number; name: string; role: RoomRole},
): Promise<void> {
  const {store, me, newId, now, connection} = context;
  const targetId = await idOf(context, name);
  const change = {roomId, userId: me.userId, targetId, role, entryId: newId(), atMs: now()};
  const {formerOwnerId} = await store.roomRoleSet(change);
  recordDeed(context, doerOf(me, connection), {method: 'room role', about: `@${name} is ${role} of room ${roomId}`});
  const changed = [targetId, ...(formerOwnerId === undefined ? [] : [formerOwnerId])];
  // Errors are ignored: the person may be offline or have left the room meanwhile.
  await Promise.all(changed.map(userId => openRoom(context, roomId, userId).catch(() => undefined)));
}

export const lockDeed = (roomId: number, isLocked: boolean, reason: string): Deed => ({
  method: 'room lock',
  about: `room ${roomId} is ${isLocked ? 'locked' : 'open again'}${reason === '' ? '' : `: ${reason}`}`,
});

/**
 * Removes a member: closes the room on their devices and ends transfers of its files. @throws not-in-room, not-allowed,
 * user-not-found, lobby-stays
 */
export async function removeMember(
  context: Context,
  {roomId, name, reason}: {roomId: number; name: string; reason: string},
): Promise<void> {
  const {store, me, newId, now, connection, files} = context;
  const targetId = await idOf(context, name);
  await store.memberRemove({roomId, userId: me.userId, targetId, reason, entryId: newId(), atMs: now()});
  const why = reason === '' ? '' : `: ${reason}`;
  recordDeed(context, doerOf(me, connection), {method: 'room remove', about: `@${name} from room ${roomId}${why}`});
  files.recheck(targetId);
  await closeRoom(context, targetId, {roomId, removedBy: me.name, ...(reason !== '' && {reason})});
}
