/** Sets the manual order of one’s rooms, on all devices. */
import type {Handler} from '../handler.ts';

export const roomOrderSet: Handler<'roomOrderSet'> = {
  access: 'account',
  token: {right: 'settings', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store, connections}, {roomIds}) {
    const changed = await store.roomOrderSet(me.userId, [...new Set(roomIds)]);
    for (const one of changed) connections.tell(me.userId, 'roomPreferencesChanged', one);
    return {};
  },
};
