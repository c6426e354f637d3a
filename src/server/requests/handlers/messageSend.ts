/** Appends a message to a room. Answered after the commit. */
import {messageRate, type Handler} from '../handler.ts';
import {awaitsOf} from '../../rooms/rooms.ts';
import {requireLength, takeBytes} from '../messageText.ts';
import type {ServerContext} from '../../context.ts';

export const messageSend: Handler<'messageSend'> = {
  access: 'account',
  token: {right: 'send', where: 'named'},
  lane: 'chat',
  order: 'pipelined',
  limit: messageRate,
  async run(context, {roomId, clientMsgId, kind, text, afterId, replyTo, threadOf, forwardOf}) {
    requireLength(text, context.settings.limits);
    const takes = (said: string) => takeBytes(context, said);
    // A forwarded message is counted by the length of the original text instead, which the store passes to `takes`.
    if (forwardOf === undefined) takes(text);
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
      about: isAbout ? {replyTo, threadOf, forwardOf, takes} : undefined,
    });
    const rootSeq = entry.kind === 'message' ? entry.threadOf : undefined;
    if (rootSeq !== undefined && followers.length > 0) await tellFollowers(context, {roomId, seq: rootSeq, followers});
    return {seq: entry.seq, sentAtMs: entry.sentAtMs, ...awaitsOf(context, partner)};
  },
};

/** Tells new followers of a thread, as far as they are connected. */
async function tellFollowers(
  {connections, store}: Pick<ServerContext, 'connections' | 'store'>,
  {roomId, seq, followers}: {roomId: number; seq: number; followers: readonly number[]},
): Promise<void> {
  for (const userId of followers) {
    if (connections.of(userId).length === 0) continue;
    const thread = await store.followShow({userId, roomId, seq});
    if (thread !== undefined) connections.tell(userId, 'threadChanged', {thread});
  }
}
