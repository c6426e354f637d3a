/** Changes how somebody wants things, on all their devices. */
import type {Handler} from '../handler.ts';

export const preferencesSet: Handler<'preferencesSet'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store, connections}, change) {
    const preferences = await store.preferencesSet(me.userId, change);
    connections.tell(me.userId, 'preferencesChanged', {preferences});
    return preferences;
  },
};
