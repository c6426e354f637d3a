/** Cancels what one has planned. */
import type {Handler} from '../handler.ts';

export const plannedCancel: Handler<'plannedCancel'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store}, {id}) {
    await store.plannedCancel({plannedId: id, userId: me.userId});
    return {};
  },
};
