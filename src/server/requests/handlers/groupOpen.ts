/**
 * Opens the conversation with several people and creates it the first time; with nobody, the one for one’s own notes.
 */
import {idOf} from '../../rooms/friends.ts';
import {openAsked} from '../../rooms/rooms.ts';
import type {Handler} from '../handler.ts';

export const groupOpen: Handler<'groupOpen'> = {
  access: 'account',
  token: {right: 'people', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 60, perSeconds: 60},
  async run(context, {names}) {
    const {me, store, newId, now} = context;
    const wanted = [...new Set(names)].filter(name => name !== me.name);
    const otherIds = await Promise.all(wanted.map(name => idOf(context, name)));
    const [partnerId] = otherIds;
    const step = {userId: me.userId, entryId: newId(), atMs: now()};
    const {roomId} =
      otherIds.length === 1 && partnerId !== undefined
        ? await store.directOpen({...step, partnerId})
        : await store.groupOpen({...step, otherIds});
    return openAsked(context, roomId);
  },
};
