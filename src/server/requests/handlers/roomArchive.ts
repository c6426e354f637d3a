/** Archives a room, so that nobody can write in it, or opens it again. */
import {storable} from '../../storeContract/storable.ts';
import type {Handler} from '../handler.ts';

export const roomArchive: Handler<'roomArchive'> = {
  access: 'account',
  token: {right: 'rooms', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 20, perSeconds: 60},
  async run({me, store, newId, now}, {roomId, isArchived, reason = ''}) {
    const change = {roomId, userId: me.userId, isArchived, reason: storable(reason), entryId: newId(), atMs: now()};
    await store.roomArchive(change);
    return {};
  },
};
