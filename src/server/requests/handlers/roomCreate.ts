/** Creates a room and enters it. */
import type {Handler} from '../handler.ts';
import {openRoom} from '../../rooms/rooms.ts';
import {storable} from '../../storeContract/storable.ts';

export const roomCreate: Handler<'roomCreate'> = {
  access: 'account',
  token: {right: 'rooms', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {name, isPrivate, topic = ''}) {
    const {me, store} = context;
    const roomId = await store.roomCreate({
      name,
      kind: isPrivate ? 'private' : 'public',
      topic: storable(topic),
      userId: me.userId,
      entryId: context.newId(),
      atMs: context.now(),
    });
    // Its creator knows all of it, so a token is told the whole room too.
    return openRoom(context, roomId, me.userId);
  },
};
