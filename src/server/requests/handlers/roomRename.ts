/** Renames a room; links with its former name still lead to it. */
import {tellOlder} from '../../rooms/roomLifecycle.ts';
import type {Handler} from '../handler.ts';

export const roomRename: Handler<'roomRename'> = {
  access: 'account',
  token: {right: 'rooms', where: 'named'},
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
