/** Enters a public room, or a private one with an invitation. */
import {ChatError} from '../../../shared/errors.ts';
import type {Handler} from '../handler.ts';
import {openAsked} from '../../rooms/rooms.ts';

export const roomJoin: Handler<'roomJoin'> = {
  access: 'account',
  token: {right: 'rooms', where: 'room'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 240, perSeconds: 60},
  async run(context, {name}) {
    const {me, store} = context;
    const found = await store.roomFind(name, me.userId);
    if (found === undefined) throw new ChatError('room-not-found', `#${name}`);
    await store.roomJoin({roomId: found.roomId, userId: me.userId, entryId: context.newId(), atMs: context.now()});
    return openAsked(context, found.roomId);
  },
};
