/** Leaves a room on all devices; a conversation comes back with the other person’s next message. */
import {eraseSoon} from '../../rooms/erasing.ts';
import {closeRoom, reopenRoom} from '../../rooms/rooms.ts';
import type {Handler} from '../handler.ts';

export const roomLeave: Handler<'roomLeave'> = {
  access: 'account',
  token: {right: 'rooms', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 240, perSeconds: 60},
  async run(context, {roomId, leave}) {
    const {me, store, files, newId, now} = context;
    await store.roomLeave({roomId, userId: me.userId, entryId: newId(), atMs: now(), leave});
    files.recheck(me.userId);
    // Clients close the room at this answer, so a room that has to stay open is opened again after it.
    if (!(await closeRoom(context, me.userId, {roomId}))) setImmediate(reopenRoom, context, roomId, me.userId);
    // The room may be empty now.
    eraseSoon(context);
    return {};
  },
};
