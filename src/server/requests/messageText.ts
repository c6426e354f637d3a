/** What a person writes: how long it may be, and how much of it one may send. */
import {refusal} from '../../shared/errors.ts';
import type {Limits} from '../../shared/limits.ts';
import {countGraphemes, isBlank} from '../../shared/text/text.ts';
import type {Context} from '../context.ts';

/** What stands around the text of an entry on its way to a reader. */
const ENTRY_BYTES = 150;

/** As a reader gets it: JSON makes six bytes of a control character. */
const bytesOf = (text: string): number => ENTRY_BYTES + Buffer.byteLength(JSON.stringify(text));

/** @throws message-empty, message-too-long, too-many-requests */
export function takeText({settings, messageBytes, me}: Context, text: string): void {
  requireLength(text, settings.limits);
  takeBytes({messageBytes, me}, text);
}

/** @throws too-many-requests */
export function takeBytes({messageBytes, me}: Pick<Context, 'messageBytes' | 'me'>, text: string): void {
  const waitSeconds = messageBytes.take(me.userId, bytesOf(text));
  if (waitSeconds > 0) throw refusal('too-many-requests', String(waitSeconds));
}

/** Bytes first: they bound the work of counting. */
function requireLength(text: string, {messageBytesMax, messageGraphemesMax}: Limits): void {
  if (isBlank(text)) throw refusal('message-empty');
  // No code unit makes more than three bytes.
  const bytes = text.length * 3 <= messageBytesMax ? 0 : Buffer.byteLength(text);
  if (bytes > messageBytesMax) {
    throw refusal('message-too-long', `${bytes} bytes, at most ${messageBytesMax} are allowed`);
  }
  if (text.length <= messageGraphemesMax || countGraphemes(text, messageGraphemesMax) <= messageGraphemesMax) return;
  throw refusal('message-too-long', `at most ${messageGraphemesMax} characters are allowed`);
}
