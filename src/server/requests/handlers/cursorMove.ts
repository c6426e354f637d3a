/** Moves one’s read position in a room forward, on the server and on one’s other devices. */
import {tellCursor} from '../../rooms/rooms.ts';
import type {Handler} from '../handler.ts';

export const cursorMove: Handler<'cursorMove'> = {
  access: 'account',
  token: {right: 'read', where: 'named'},
  lane: 'chat',
  order: 'pipelined',
  limit: {count: 3000, perSeconds: 60},
  async run(context, {roomId, seq, resets}) {
    const position = await context.store.cursorMove({roomId, userId: context.me.userId, seq, resets});
    tellCursor(context, roomId, position);
    return position;
  },
};
