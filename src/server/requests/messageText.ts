/** Limits of what a person writes: message length, and bytes per second. */
import {refusal} from '../../shared/errors.ts';
import type {Limits} from '../../shared/limits.ts';
import {fitsMessage, lengthDetail, messageLength} from '../../shared/text/messageLength.ts';
import {isBlank} from '../../shared/text/safeText.ts';
import type {Context} from '../context.ts';

/** Overhead of an entry on the wire besides its text. */
const ENTRY_BYTES = 150;

/** Size on the wire: JSON uses six bytes for a control character. */
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

/** Checks the length, counting only up to the limit. @throws message-empty, message-too-long */
export function requireLength(text: string, limits: Limits): void {
  if (isBlank(text)) throw refusal('message-empty');
  if (fitsMessage(text, limits)) return;
  throw refusal('message-too-long', lengthDetail(messageLength(text, limits, 1), limits));
}
