/** Stars a message for oneself, or removes the star. */
import type {Handler} from '../handler.ts';

export const starSet: Handler<'starSet'> = {
  access: 'account',
  token: {right: 'settings', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 240, perSeconds: 60},
  async run({me, store}, {roomId, seq, isOn}) {
    await store.starSet({roomId, userId: me.userId, seq, isOn});
    return {};
  },
};
