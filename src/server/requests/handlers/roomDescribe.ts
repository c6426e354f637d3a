/** Says what a room is for, by its owner; empty removes it. */
import {storable} from '../../storeContract/storable.ts';
import type {Handler} from '../handler.ts';

export const roomDescribe: Handler<'roomDescribe'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 20, perSeconds: 60},
  async run({me, store, newId, now}, {roomId, text}) {
    await store.roomDescribe({roomId, userId: me.userId, text: storable(text), entryId: newId(), atMs: now()});
    return {};
  },
};
