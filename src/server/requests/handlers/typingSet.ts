/** Tells the others of a small room who are there now that somebody writes. */
import type {Handler} from '../handler.ts';

export const typingSet: Handler<'typingSet'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run({me, store, connections}, {roomId, isTyping}) {
    for (const userId of await store.typingSeenBy({roomId, userId: me.userId}))
      for (const device of connections.of(userId))
        if (device.isOpen && !device.isEnding && !device.isProgram && device.dialect.capabilities.includes('presence'))
          device.tell('typingChanged', {roomId, name: me.name, isTyping});
    return {};
  },
};
