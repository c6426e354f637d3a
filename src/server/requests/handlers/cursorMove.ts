/** Says up to where a room was read, to the server and to one's other devices. */
import type {Handler} from '../handler.ts';

export const cursorMove: Handler<'cursorMove'> = {
  access: 'account',
  lane: 'chat',
  order: 'pipelined',
  limit: {count: 3000, perSeconds: 60},
  async run({me, store, connections, connection}, {roomId, seq}) {
    const readSeq = await store.cursorMove({roomId, userId: me.userId, seq});
    for (const device of connections.of(me.userId)) {
      if (device !== connection && device.isOpen) device.tell('cursorMoved', {roomId, seq: readSeq});
    }
    return {};
  },
};
