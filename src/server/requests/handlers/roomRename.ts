/** Gives a room another name, by its owner; links with the one before still lead to it. */
import {tellOlder} from '../../rooms/roomLife.ts';
import type {Handler} from '../handler.ts';

export const roomRename: Handler<'roomRename'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 20, perSeconds: 60},
  async run(context, {roomId, name}) {
    const {me, store, newId, now} = context;
    await store.roomRename({roomId, userId: me.userId, name, entryId: newId(), atMs: now()});
    await tellOlder(context, roomId);
    return {};
  },
};
