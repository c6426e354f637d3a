/** Sets the topic of a room; an empty one removes it. */
import type {Handler} from '../handler.ts';
import {storable} from '../../storeContract/storable.ts';

export const topicSet: Handler<'topicSet'> = {
  access: 'account',
  token: {right: 'rooms', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run({me, store, newId, now}, {roomId, topic}) {
    await store.topicSet({roomId, userId: me.userId, topic: storable(topic), entryId: newId(), atMs: now()});
    return {};
  },
};
