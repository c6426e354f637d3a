/** Changes one’s preferences for a room, on all devices. */
import type {Handler} from '../handler.ts';

export const roomPreferencesSet: Handler<'roomPreferencesSet'> = {
  access: 'account',
  token: {right: 'settings', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({me, store, connections}, {roomId, change}) {
    const mine = await store.roomPreferencesSet({userId: me.userId, roomId}, change);
    connections.tell(me.userId, 'roomPreferencesChanged', {roomId, mine});
    return mine;
  },
};
