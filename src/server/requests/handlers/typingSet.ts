/** Tells the others of a room of up to 100 people that one is typing, or has stopped. */
import type {Handler} from '../handler.ts';

export const typingSet: Handler<'typingSet'> = {
  access: 'account',
  token: {right: 'send', where: 'named'},
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
