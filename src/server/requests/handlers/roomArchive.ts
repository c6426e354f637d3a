/** Archives a room, or takes it out of the archive, by its owner. */
import {storable} from '../../storeContract/storable.ts';
import type {Handler} from '../handler.ts';

export const roomArchive: Handler<'roomArchive'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 20, perSeconds: 60},
  async run({me, store, newId, now}, {roomId, isArchived, reason = ''}) {
    const change = {roomId, userId: me.userId, isArchived, reason: storable(reason), entryId: newId(), atMs: now()};
    await store.roomArchive(change);
    return {};
  },
};
