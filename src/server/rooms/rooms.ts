/** Rooms as answers show them, and what a person's devices are told when a room opens or is read. */
import {ChatError} from '../../shared/errors.ts';
import type {Room} from '../../shared/model.ts';
import type {Payload} from '../../shared/protocol.ts';
import type {Context, ServerContext} from '../context.ts';
import {roomFor} from '../hub/tokenView.ts';
import {groupName} from '../../shared/words/groupName.ts';
import type {Committed, Membership, Revealed} from '../storeContract/store.ts';
import type {Position} from '../storeContract/reading.ts';

/** A room as one member sees it. */
export function toRoom({presence}: ServerContext, membership: Membership, userId: number): Room {
  const {partner, people, firstSeq, ...rest} = membership;
  const room = firstSeq > 1 ? {...rest, firstSeq} : rest;
  if (people !== undefined) {
    const others = people.filter(one => one.userId !== userId);
    const name = groupName((others.length === 0 ? people : others).map(one => one.name));
    return {...room, name, people: others.map(account => presence.toUser(account))};
  }
  return partner === undefined ? room : {...room, name: partner.name, partner: presence.toUser(partner)};
}

/** Subscribes before reading, so that an entry in between shows as a gap and is fetched. */
export async function openRoom(server: ServerContext, roomId: number, userId: number): Promise<Room> {
  const {connections, store} = server;
  const devices = connections.of(userId).filter(connection => connection.isOpen);
  for (const device of devices) device.subscribe([roomId]);
  const membership = await store.membershipFind(roomId, userId);
  if (membership === undefined) {
    for (const device of devices) device.unsubscribe(roomId);
    throw new ChatError('not-in-room', 'this room');
  }
  const room = toRoom(server, membership, userId);
  connections.tell(userId, 'roomOpened', {room});
  return room;
}

/** Opens a room for the caller; the answer contains as much as their token may see. */
export const openAsked = async (context: Context, roomId: number): Promise<Room> =>
  roomFor(context.connection.grant, await openRoom(context, roomId, context.me.userId));

/**
 * Closes a room on the devices of a person who has left it, unless a later write of the same commit made them a member again.
 * @returns whether it was closed
 */
export async function closeRoom(
  {connections, store}: Pick<ServerContext, 'connections' | 'store'>,
  userId: number,
  closed: Payload<'roomClosed'>,
): Promise<boolean> {
  if ((await store.membershipFind(closed.roomId, userId)) !== undefined) return false;
  for (const device of connections.of(userId)) device.unsubscribe(closed.roomId);
  connections.tell(userId, 'roomClosed', closed);
  return true;
}

/** Value of `awaits` in an answer: the other person of a direct room, if offline. */
export const awaitsOf = (
  {presence}: ServerContext,
  partner: {userId: number; name: string} | undefined,
): {awaits?: string} => (partner === undefined || presence.isOnline(partner.userId) ? {} : {awaits: partner.name});

/** Opens a room, ignoring that the person may have left it meanwhile. */
export function reopenRoom(server: ServerContext, roomId: number, userId: number): void {
  openRoom(server, roomId, userId).catch((error: unknown) => {
    // Anything else is a bug, whose effect lasts until the next `sessionOpen`.
    if (!(error instanceof ChatError)) server.log.error({error}, 'a conversation could not be opened');
  });
}

/** Opens conversations at their first message on the devices of people who did not see them before. */
export function revealConversations(server: ServerContext, committed: readonly Committed[]): void {
  const {log} = server;
  for (const {roomId, revealed = []} of committed) {
    for (const one of revealed) reveal(roomId, one);
  }

  function reveal(roomId: number, {userId, hiddenRoomId}: Revealed): void {
    if (hiddenRoomId !== undefined) {
      closeRoom(server, userId, {roomId: hiddenRoomId}).catch((error: unknown) =>
        log.error({error}, 'a conversation could not be closed'),
      );
    }
    reopenRoom(server, roomId, userId);
  }
}

/** Tells a person's other devices the new read position. */
export function tellCursor({me, connections, connection}: Context, roomId: number, {readSeq, resets}: Position): void {
  for (const device of connections.of(me.userId)) {
    if (device !== connection && device.isOpen) device.tell('cursorMoved', {roomId, seq: readSeq, resets});
  }
}
