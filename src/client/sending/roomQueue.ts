/** The send queue of one room: in order, several requests in flight, retried after refusals. */
import {ChatError, kindOf, toKnown, waitSecondsOf} from '../../shared/errors.ts';
import type {Result} from '../../shared/protocol.ts';
import {DEFAULT_BACKOFF, waitMs, type Backoff} from '../line/backoff.ts';
import type {OutboxMessage} from './outboxRows.ts';

export interface RoomQueue {
  add(message: OutboxMessage): void;
  /** Sends waiting messages up to the limit of requests in flight. */
  pump(): void;
  /** Called on a new connection: retries at once. */
  restart(): void;
  /** Unanswered messages, in order. */
  waiting(): OutboxMessage[];
  drop(clientMsgId: string): void;
  /** Ignores all later answers. */
  stop(): void;
}

export interface RoomQueueHooks {
  /** Sends one request at a time, without `afterId`. */
  isSingle?: boolean;
  isOnline(): boolean;
  /** `afterId`: id of the previous message, while that one is in flight. */
  send(message: OutboxMessage, afterId: string | undefined): Promise<Result<'messageSend'>>;
  onSent(message: OutboxMessage, sent: Result<'messageSend'>): void;
  /** Called on a temporary refusal; the message is sent again automatically. */
  onDelayed(message: OutboxMessage, error: ChatError): void;
  /** Called on a final refusal; only the person can retry or discard the message. */
  onFailed(message: OutboxMessage, error: ChatError): void;
}

/** Requests in flight per room. */
const WINDOW = 32;
/** Consecutive internal errors of the server after which a message fails. */
const FAILURES_MAX = 6;
/** A short backoff, so that sending continues soon after a full disk has space again. */
const BACKOFF: Backoff = {...DEFAULT_BACKOFF, firstMs: 500, maxMs: 4_000};

export function openRoomQueue(hooks: RoomQueueHooks): RoomQueue {
  /** Messages by id, in order of sending. */
  const queue = new Map<string, OutboxMessage>();
  const onWay = new Set<string>();
  let isStopped = false;
  let isHeld = false;
  /** After a refusal, all requests in flight are awaited before the queue starts again at its beginning. */
  let isDraining = false;
  let refusals = 0;
  let timer: NodeJS.Timeout | undefined;

  const pump = () => {
    if (isDraining && onWay.size === 0) isDraining = false;
    if (isStopped || isHeld || isDraining || !hooks.isOnline()) return;
    const width = refusals > 0 || hooks.isSingle === true ? 1 : WINDOW;
    let afterId: string | undefined;
    for (const message of queue.values()) {
      if (!onWay.has(message.clientMsgId)) {
        if (onWay.size >= width) return;
        onWay.add(message.clientMsgId);
        sendOne(message, hooks.isSingle === true ? undefined : afterId).catch((error: unknown) =>
          hooks.onFailed(message, toKnown(error)),
        );
      }
      afterId = message.clientMsgId;
    }
  };
  const sendOne = async (message: OutboxMessage, afterId: string | undefined) => {
    const sent = await hooks.send(message, afterId).catch((error: unknown) => toKnown(error));
    if (isStopped) return;
    if (!(sent instanceof ChatError)) {
      refusals = 0;
      settle(message.clientMsgId);
      hooks.onSent(message, sent);
    } else if (kindOf(sent.code).isAboutSession === true) {
      // The state learns of the disconnect a moment later; sending now would fail again.
      onWay.delete(message.clientMsgId);
      return;
    } else if (sent.canRetry && !isHopeless(sent)) {
      onWay.delete(message.clientMsgId);
      isDraining = true;
      if (sent.code !== 'out-of-order') {
        hooks.onDelayed(message, sent);
        hold(sent);
      }
    } else {
      refusals = 0;
      settle(message.clientMsgId);
      hooks.onFailed(message, sent);
    }
    pump();
  };
  const settle = (clientMsgId: string) => {
    onWay.delete(clientMsgId);
    queue.delete(clientMsgId);
  };
  /** Whether a message must fail because the server repeatedly fails on it: it must not block the others for ever. */
  const isHopeless = ({code}: ChatError) => code === 'internal' && refusals >= FAILURES_MAX;
  /** Pauses sending. A failed commit refuses many messages at once, but counts once. */
  const hold = (refusal: ChatError) => {
    if (isHeld) return;
    isHeld = true;
    refusals++;
    const askedSeconds = waitSecondsOf(refusal.code, refusal.detail);
    timer = setTimeout(resume, waitMs(BACKOFF, refusals, askedSeconds)).unref();
  };
  const resume = () => {
    clearTimeout(timer);
    isHeld = false;
    pump();
  };

  return {
    add: message => void queue.set(message.clientMsgId, message),
    pump,
    restart() {
      refusals = 0;
      resume();
    },
    waiting: () => [...queue.values()],
    drop: settle,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
