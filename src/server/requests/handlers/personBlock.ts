/** Blocks somebody, or unblocks them: their messages are hidden and not counted, and they are not told. */
import {idOf, tellFriends} from '../../rooms/friends.ts';
import {closeRoom} from '../../rooms/rooms.ts';
import type {Handler} from '../handler.ts';

export const personBlock: Handler<'personBlock'> = {
  access: 'account',
  token: {right: 'people', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {name, isBlocked}) {
    const {me, store, files, now} = context;
    const otherId = await idOf(context, name);
    const outcome = await store.personBlock({userId: me.userId, otherId, isBlocked, atMs: now()});
    const {hiddenRoomId} = outcome;
    if (hiddenRoomId !== undefined) {
      files.recheck(me.userId);
      await closeRoom(context, me.userId, {roomId: hiddenRoomId});
    }
    return tellFriends(context, outcome, true);
  },
};
