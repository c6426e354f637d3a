/** What is unread in a room begins further up again, on all of one's devices. */
import {tellCursor} from '../../rooms/cursors.ts';
import type {Handler} from '../handler.ts';

export const cursorReset: Handler<'cursorReset'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 300, perSeconds: 60},
  async run(context, {roomId, seq}) {
    const position = await context.store.cursorReset({roomId, userId: context.me.userId, seq});
    tellCursor(context, roomId, position);
    return position;
  },
};
