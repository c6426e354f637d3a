/** Pins a message for the whole room, or unpins it. */
import type {Handler} from '../handler.ts';
import {placedOf} from '../views.ts';

export const pinSet: Handler<'pinSet'> = {
  access: 'account',
  token: {right: 'send', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run({me, store, now}, {roomId, seq, clientMsgId, isOn}) {
    const deed = {roomId, seq, userId: me.userId, entryId: clientMsgId, atMs: now()};
    return placedOf(await store.pinSet({...deed, isOn}));
  },
};
