/** Sends messages, and retries or discards those that failed. */
import {ChatError, waitSecondsOf} from '../../../shared/errors.ts';
import type {Limits} from '../../../shared/limits.ts';
import type {Result} from '../../../shared/protocol.ts';
import {lengthDetail, messageLength} from '../../../shared/text/messageLength.ts';
import {isBlank} from '../../../shared/text/safeText.ts';
import {ASKED_SECONDS_MAX} from '../../line/backoff.ts';
import type {Client} from '../../client.ts';
import type {PendingMessage} from '../../state/state.ts';

/** @throws message-empty, message-too-long */
export function checkText(text: string, limits: Limits): void {
  if (isBlank(text)) throw new ChatError('message-empty');
  const length = messageLength(text, limits);
  if (length.isOver) throw new ChatError('message-too-long', lengthDetail(length, limits));
}

/**
 * Resolves when the message is on disk and shown as pending; it is sent in the background.
 * @throws message-empty, message-too-long, outbox-full, not-in-room
 */
export const sendText = (client: Client, roomId: number, text: string): Promise<PendingMessage> =>
  write(client, roomId, {kind: 'message', text});

/** `/me`: the text follows the name. */
export const sendAction = (client: Client, roomId: number, text: string): Promise<PendingMessage> =>
  write(client, roomId, {kind: 'action', text});

async function write(
  client: Client,
  roomId: number,
  message: {kind: 'message' | 'action'; text: string; clientMsgId?: string | undefined},
): Promise<PendingMessage> {
  checkText(message.text, client.getState().limits);
  return client.parts.outgoing.write(roomId, message);
}

export interface RetryOptions {
  /** Milliseconds to wait for an answer of the server. */
  timeoutMs?: number;
  /** Temporary refusals count as final. */
  isHasty?: boolean;
  /** Called once per obstacle before a retry; `seconds` is the wait that the server asks for, else 0. */
  onWait?: (obstacle: ChatError, seconds: number) => void;
}

/**
 * Resolves when the server has accepted the message. After the deadline or a final refusal the message is discarded, so that
 * the caller may send it again. A wait that the server asks for extends the deadline.
 * @throws the refusal, or after the deadline the last obstacle
 */
export async function sendAndWait(
  client: Client,
  roomId: number,
  {
    text,
    kind = 'message',
    clientMsgId: given,
    timeoutMs = 30_000,
    isHasty = false,
    onWait,
  }: {text: string; kind?: 'message' | 'action'; clientMsgId?: string | undefined} & RetryOptions,
): Promise<Result<'messageSend'> & {id: string}> {
  const {clientMsgId} = await write(client, roomId, {kind, text, clientMsgId: given});
  const over = Promise.withResolvers<never>();
  let obstacle = new ChatError('timed-out');
  const meet = (error: ChatError, seconds = 0) => {
    if (seconds > 0 || error.code !== obstacle.code) onWait?.(error, seconds);
    obstacle = error;
  };
  let timer: NodeJS.Timeout | undefined;
  const setDeadline = (moreMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => over.reject(obstacle), moreMs);
  };
  setDeadline(timeoutMs);
  const settled = client.parts.outgoing.settled(clientMsgId, error => {
    if (isHasty) return over.reject(error);
    const seconds = Math.min(ASKED_SECONDS_MAX, waitSecondsOf(error.code, error.detail));
    meet(error, seconds);
    if (seconds > 0) setDeadline(seconds * 1_000 + timeoutMs);
  });
  const unsubscribe = client.subscribe(() => {
    const {connection} = client.getState();
    if (connection.status === 'reconnecting') meet(new ChatError(connection.code, connection.detail));
    if (connection.status === 'ended') over.reject(new ChatError(connection.code, connection.detail));
  });
  try {
    return {id: clientMsgId, ...(await Promise.race([settled, over.promise]))};
  } catch (error) {
    settled.catch(() => undefined);
    client.parts.outgoing.discard({clientMsgId});
    throw error;
  } finally {
    clearTimeout(timer);
    unsubscribe();
  }
}

/** Retries failed messages, in one room or all. @returns how many */
export const retryAll = (client: Client, roomId?: number): number => client.parts.outgoing.retry(roomId);

/** Discards failed messages, in one room or all. @returns how many */
export const discard = (client: Client, roomId?: number): number =>
  client.parts.outgoing.discard(roomId === undefined ? {} : {roomId});
