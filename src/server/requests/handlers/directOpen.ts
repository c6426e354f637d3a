/**
 * Opens the conversation with one person and creates it the first time; the other person sees it from the first message
 * on.
 */
import {ChatError} from '../../../shared/errors.ts';
import type {Handler} from '../handler.ts';
import {openAsked} from '../../rooms/rooms.ts';

export const directOpen: Handler<'directOpen'> = {
  access: 'account',
  token: {right: 'people', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 240, perSeconds: 60},
  async run(context, {name}) {
    const {me, store} = context;
    const partner = await store.accountFind(name);
    if (partner === undefined) throw new ChatError('user-not-found', name);
    const {roomId} = await store.directOpen({
      userId: me.userId,
      partnerId: partner.userId,
      entryId: context.newId(),
      atMs: context.now(),
    });
    return openAsked(context, roomId);
  },
};
