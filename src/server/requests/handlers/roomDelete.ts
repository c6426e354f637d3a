/** Deletes a room with everything in it, permanently. */
import {deleteRoom} from '../../rooms/roomLifecycle.ts';
import type {Handler} from '../handler.ts';

export const roomDelete: Handler<'roomDelete'> = {
  access: 'account',
  token: {right: 'rooms', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 20, perSeconds: 60},
  async run(context, {roomId, name}) {
    await deleteRoom(context, {roomId, name});
    return {};
  },
};
