/** Moves one’s read position in a room back: what is unread begins with this seq again, on all devices. */
import {tellCursor} from '../../rooms/rooms.ts';
import type {Handler} from '../handler.ts';

export const cursorReset: Handler<'cursorReset'> = {
  access: 'account',
  token: {right: 'read', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 300, perSeconds: 60},
  async run(context, {roomId, seq}) {
    const position = await context.store.cursorReset({roomId, userId: context.me.userId, seq});
    tellCursor(context, roomId, position);
    return position;
  },
};
