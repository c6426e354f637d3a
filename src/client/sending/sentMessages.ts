/** Updates the state once the server has accepted or refused a message. */
import {sentenceOf, type ChatError} from '../../shared/errors.ts';
import type {Result} from '../../shared/protocol.ts';
import type {Core} from '../core/core.ts';
import type {OutboxMessage} from './outboxRows.ts';
import {heldSeq} from '../state/room/roomState.ts';
import type {MessageAction, PendingMessage} from '../state/state.ts';

export const toPending = ({roomId: _roomId, roomLabel: _roomLabel, ...message}: OutboxMessage): PendingMessage =>
  message;

/** Shows a sent message at its seq from the server's answer, without waiting for the event. */
export function showSent(client: Core, message: OutboxMessage, sent: Result<'messageSend'>): void {
  const {roomId, clientMsgId, kind, text, messageAction, about} = message;
  const {me, roomById} = client.getState();
  if (me === undefined || roomById[roomId] === undefined) return;
  // An action's entry arrives as an event; an action that changed nothing has no entry.
  if (messageAction !== undefined) return client.dispatch({type: 'messageSettled', roomId, clientMsgId});
  // A reply or forward depends on the original message, so its entry comes from the server.
  if (about !== undefined) return;
  const entry = {seq: sent.seq, id: clientMsgId, sender: me.name, sentAtMs: sent.sentAtMs, kind, text};
  client.dispatch({type: 'entriesAppended', roomId, entries: [entry]});
  const one = client.getState().roomById[roomId];
  // Behind a gap the message stays pending until the gap, and with it the entry, is fetched.
  if (one !== undefined && sent.seq <= heldSeq(one)) client.dispatch({type: 'messageSettled', roomId, clientMsgId});
  if (sent.awaits !== undefined) showAwaits(client, roomId, sent.awaits);
}

export interface Placed {
  add(message: OutboxMessage, seq: number): void;
  /** Settles accepted messages that the log has passed; called when entries were loaded or a session was opened. */
  look(): void;
}

/** Tracks accepted messages whose entries may never be loaded, because the log has grown far beyond them. */
export function openPlaced(client: Core): Placed {
  const seqs = new Map<string, {roomId: number; seq: number}>();
  return {
    add: ({clientMsgId, roomId}, seq) => void seqs.set(clientMsgId, {roomId, seq}),
    look() {
      for (const [clientMsgId, {roomId, seq}] of seqs) {
        const one = client.getState().roomById[roomId];
        if (one !== undefined && seq > heldSeq(one)) continue;
        seqs.delete(clientMsgId);
        client.dispatch({type: 'messageSettled', roomId, clientMsgId});
      }
    },
  };
}

/** Shows that the person is offline and gets the message later: once, and again after they were online. */
function showAwaits(client: Core, roomId: number, name: string): void {
  const text = `${name} is not online now and will get this on return.`;
  const asides = client.getState().roomById[roomId]?.asides ?? [];
  const said = asides.findLastIndex(aside => aside.kind === 'notice' && aside.text === text);
  const seen = asides.findLastIndex(aside => aside.kind === 'presence' && aside.name === name);
  if (said === -1 || seen > said) client.notify('info', text, roomId);
}

/** Whether an action is not stored on disk, because repeating it takes one key press. */
export const isNotKept = ({messageAction}: OutboxMessage): boolean =>
  messageAction !== undefined && messageAction.kind !== 'edit';

/** Shows that an action was refused; it is not retried. */
export function showRefused(
  client: Core,
  {roomId, clientMsgId, roomLabel, messageAction}: OutboxMessage,
  error: ChatError,
): void {
  client.dispatch({type: 'messageSettled', roomId, clientMsgId});
  const what = messageAction === undefined ? 'Not sent' : NOT_DONE[messageAction.kind];
  const isKnown = client.getState().roomById[roomId] !== undefined;
  const sentence = `${what} in ${roomLabel}: ${sentenceOf(error.code, error.detail)}`;
  client.notify('error', sentence, ...(isKnown ? [roomId] : []));
}

const NOT_DONE: Readonly<Record<MessageAction['kind'], string>> = {
  edit: 'Not edited',
  delete: 'Not deleted',
  react: 'No reaction',
  pin: 'Not pinned',
};

export function showFailed(client: Core, message: OutboxMessage, error: ChatError): void {
  const {roomId, clientMsgId, roomLabel, messageAction} = message;
  const {code, detail} = error;
  const what =
    messageAction === undefined ? `Not sent to ${roomLabel}` : `${NOT_DONE[messageAction.kind]} in ${roomLabel}`;
  const isKnown = client.getState().roomById[roomId] !== undefined;
  client.dispatch({type: 'messageFailed', roomId, clientMsgId, error: {code, detail}});
  const sentence = `${what}: ${sentenceOf(code, detail)} Use /retry or /discard.`;
  client.notify('error', sentence, ...(isKnown ? [roomId] : []));
}
