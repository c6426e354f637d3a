/** Appends a message to a room; answered after the commit. */
import {ChatError} from '../../../shared/errors.ts';
import {countGraphemes, isBlank} from '../../../shared/text/text.ts';
import type {Limits} from '../../../shared/limits.ts';
import type {Handler} from '../handler.ts';
import {awaitsOf} from '../../hub/rooms.ts';

export const messageSend: Handler<'messageSend'> = {
  access: 'account',
  lane: 'chat',
  order: 'pipelined',
  limit: ({messagesPerMinuteMax}) =>
    messagesPerMinuteMax === 0 ? undefined : {count: messagesPerMinuteMax, perSeconds: 60},
  async run(context, {roomId, clientMsgId, kind, text, afterId}) {
    requireLength(text, context.settings.limits);
    const waitSeconds = context.messageBytes.take(context.me.userId, bytesOf(text));
    if (waitSeconds > 0) throw new ChatError('too-many-requests', String(waitSeconds));
    const {entry, partner} = await context.store.entryAppend({
      roomId,
      userId: context.me.userId,
      body: {kind, id: clientMsgId, text: text.toWellFormed()},
      atMs: context.now(),
      afterId,
    });
    return {seq: entry.seq, sentAtMs: entry.sentAtMs, ...awaitsOf(context, partner)};
  },
};

/** What stands around the text of an entry on its way to a reader. */
const ENTRY_BYTES = 150;

/** As a reader gets it: JSON makes six bytes of a control character. */
const bytesOf = (text: string): number => ENTRY_BYTES + Buffer.byteLength(JSON.stringify(text));

/** Bytes first: they bound the work of counting. */
function requireLength(text: string, {messageBytesMax, messageGraphemesMax}: Limits): void {
  if (isBlank(text)) throw new ChatError('message-empty');
  // No code unit makes more than three bytes.
  const bytes = text.length * 3 <= messageBytesMax ? 0 : Buffer.byteLength(text);
  if (bytes > messageBytesMax) {
    throw new ChatError('message-too-long', `${bytes} bytes, at most ${messageBytesMax} are allowed`);
  }
  if (text.length <= messageGraphemesMax || countGraphemes(text, messageGraphemesMax) <= messageGraphemesMax) return;
  throw new ChatError('message-too-long', `at most ${messageGraphemesMax} characters are allowed`);
}
