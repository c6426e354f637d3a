/** Appends a message to a room; answered after the commit. */
import {messageRate} from '../handler.ts';
import type {Handler} from '../handler.ts';
import {awaitsOf} from '../../rooms/rooms.ts';
import {tellFollowers} from '../../rooms/threads.ts';
import {takeText} from '../messageText.ts';

export const messageSend: Handler<'messageSend'> = {
  access: 'account',
  lane: 'chat',
  order: 'pipelined',
  limit: messageRate,
  async run(context, {roomId, clientMsgId, kind, text, afterId, replyTo, threadOf, forwardOf}) {
    takeText(context, text);
    const isAbout = replyTo !== undefined || threadOf !== undefined || forwardOf !== undefined;
    const {
      entry,
      partner,
      followers = [],
    } = await context.store.entryAppend({
      roomId,
      userId: context.me.userId,
      body: {kind, id: clientMsgId, text: text.toWellFormed()},
      atMs: context.now(),
      afterId,
      about: isAbout ? {replyTo, threadOf, forwardOf} : undefined,
    });
    const rootSeq = entry.kind === 'message' ? entry.threadOf : undefined;
    if (rootSeq !== undefined && followers.length > 0) await tellFollowers(context, {roomId, seq: rootSeq, followers});
    return {seq: entry.seq, sentAtMs: entry.sentAtMs, ...awaitsOf(context, partner)};
  },
};
