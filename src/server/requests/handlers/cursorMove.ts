/** Says up to where a room was read, to the server and to one's other devices. */
import {tellCursor} from '../../rooms/cursors.ts';
import type {Handler} from '../handler.ts';

export const cursorMove: Handler<'cursorMove'> = {
  access: 'account',
  lane: 'chat',
  order: 'pipelined',
  limit: {count: 3000, perSeconds: 60},
  async run(context, {roomId, seq, resets}) {
    const position = await context.store.cursorMove({roomId, userId: context.me.userId, seq, resets});
    tellCursor(context, roomId, position);
    return position;
  },
};
