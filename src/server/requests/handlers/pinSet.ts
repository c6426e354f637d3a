/** Keeps a message at hand for the whole room, or no longer. */
import type {Handler} from '../handler.ts';
import {placedOf} from '../deed.ts';

export const pinSet: Handler<'pinSet'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run({me, store, now}, {roomId, seq, clientMsgId, isOn}) {
    const deed = {roomId, seq, userId: me.userId, entryId: clientMsgId, atMs: now()};
    return placedOf(await store.pinSet({...deed, isOn}));
  },
};
