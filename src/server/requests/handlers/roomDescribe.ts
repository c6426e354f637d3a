/** Sets the description of a room; an empty one removes it. */
import {storable} from '../../storeContract/storable.ts';
import type {Handler} from '../handler.ts';

export const roomDescribe: Handler<'roomDescribe'> = {
  access: 'account',
  token: {right: 'rooms', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 20, perSeconds: 60},
  async run({me, store, newId, now}, {roomId, text}) {
    await store.roomDescribe({roomId, userId: me.userId, text: storable(text), entryId: newId(), atMs: now()});
    return {};
  },
};
