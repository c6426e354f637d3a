/** Leaves a room on all devices; a conversation comes back with the other person’s next message. */
import {eraseSoon} from '../../rooms/erasing.ts';
import type {Handler} from '../handler.ts';

export const roomLeave: Handler<'roomLeave'> = {
  access: 'account',
  token: {right: 'rooms', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 240, perSeconds: 60},
  async run(context, {roomId, leave}) {
    const {me, store, connections, files, newId, now} = context;
    await store.roomLeave({roomId, userId: me.userId, entryId: newId(), atMs: now(), leave});
    for (const device of connections.of(me.userId)) device.unsubscribe(roomId);
    files.recheck(me.userId);
    connections.tell(me.userId, 'roomClosed', {roomId});
    // Nobody may be left in it.
    eraseSoon(context);
    return {};
  },
};
