/** Deletes a room with everything in it, by its owner. */
import {deleteRoom} from '../../rooms/roomLife.ts';
import type {Handler} from '../handler.ts';

export const roomDelete: Handler<'roomDelete'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 20, perSeconds: 60},
  async run(context, {roomId, name}) {
    await deleteRoom(context, {roomId, name});
    return {};
  },
};
