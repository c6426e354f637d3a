/** Cancels a scheduled message or reminder. */
import type {Handler} from '../handler.ts';

export const plannedCancel: Handler<'plannedCancel'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store}, {id}) {
    await store.plannedCancel({plannedId: id, userId: me.userId});
    return {};
  },
};
