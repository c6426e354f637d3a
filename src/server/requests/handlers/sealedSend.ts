/** Like `messageSend`, for an encrypted conversation, whose messages the server cannot read. */
import {messageRate} from '../handler.ts';
import {awaitsOf} from '../../rooms/rooms.ts';
import {takeBytes} from '../messageText.ts';
import type {Handler} from '../handler.ts';

export const sealedSend: Handler<'sealedSend'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'pipelined',
  limit: messageRate,
  async run(context, {roomId, clientMsgId, sealed, afterId}) {
    takeBytes(context, sealed);
    const {entry, partner} = await context.store.sealedAppend({
      roomId,
      userId: context.me.userId,
      entryId: clientMsgId,
      sealed,
      atMs: context.now(),
      afterId,
    });
    return {seq: entry.seq, sentAtMs: entry.sentAtMs, ...awaitsOf(context, partner)};
  },
};
