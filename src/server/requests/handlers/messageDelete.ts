/** Deletes a message and all its earlier versions; somebody else’s with the right to, and with a reason. */
import type {Handler} from '../handler.ts';
import {hasRight} from '../../storeContract/signIn.ts';
import {storable} from '../../storeContract/storable.ts';
import {placedOf} from '../views.ts';

export const messageDelete: Handler<'messageDelete'> = {
  access: 'account',
  token: {right: 'send', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run(context, {roomId, seq, clientMsgId, reason}) {
    const {me, store, now, connection} = context;
    const deed = {roomId, seq, userId: me.userId, entryId: clientMsgId, atMs: now()};
    // Without the right `rooms`, a token may only delete its user's own messages.
    const isOwnOnly = !hasRight(connection.grant, 'rooms');
    const why = reason === undefined ? undefined : storable(reason);
    return placedOf(await store.messageDelete({...deed, reason: why, isOwnOnly}));
  },
};
