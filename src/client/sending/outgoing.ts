/** Sends messages: written to disk first, in order per room, and repeated after a disconnect until the server has them. */
import {accountOutbox} from './accountOutbox.ts';
import {ChatError} from '../../shared/errors.ts';
import {keptDrafts} from './keptDrafts.ts';
import type {Result} from '../../shared/protocol.ts';
import type {Core} from '../core/core.ts';
import {openRoomQueue, type RoomQueue} from './roomQueue.ts';
import type {OutboxMessage} from './outboxRows.ts';
import type {Part} from '../core/part.ts';
import {sendMessageAction} from './messageActions.ts';
import {isNotKept, openPlaced, showFailed, showRefused, showSent, toPending} from './sentMessages.ts';
import {isKeptRoom, isLocal, isOnline, labelOf} from '../state/selectors.ts';
import type {PendingMessage} from '../state/state.ts';

export interface Outgoing extends Part {
  /** Resolves when the message is on disk and shown as pending. @throws outbox-full, not-signed-in, not-in-room */
  write(roomId: number, message: Written): Promise<PendingMessage>;
  /**
   * Must be called in the turn in which `write` resolved. Resolves when the server has the message; rejects when it failed
   * for good or was discarded. `onDelayed` is called on temporary refusals.
   */
  settled(clientMsgId: string, onDelayed?: (error: ChatError) => void): Promise<Result<'messageSend'>>;
  /** Retries failed messages, in one room or all. @returns how many */
  retry(roomId?: number): number;
  /** Stores the draft of a room, or of no room (0), for the next start. */
  keepDraft(roomId: number, text: string): void;
  /** Adopts unsent messages of another client of this account that was closed in this process. */
  adopt(): Promise<void>;
  /** Discards failed messages; with `clientMsgId`, this one in any state. @returns how many */
  discard(which: {roomId?: number; clientMsgId?: string}): number;
}

/** `clientMsgId` repeats a message; absent: a new id. */
export type Written = Pick<PendingMessage, 'kind' | 'text' | 'about' | 'messageAction'> & {
  clientMsgId?: string | undefined;
};

interface Waiter {
  resolve(sent: Result<'messageSend'>): void;
  reject(error: ChatError): void;
  /** Called on a temporary refusal. */
  onDelayed(error: ChatError): void;
}

export function outgoing(client: Core): Outgoing {
  /** Two queues per room: for messages, and for actions on existing messages. */
  const queues = new Map<string, RoomQueue>();
  const failed = new Map<string, OutboxMessage>();
  const waiters = new Map<string, Waiter>();
  const placed = openPlaced(client);
  const outbox = accountOutbox(client, (leftovers, recalled) => {
    if (recalled.length > 0) client.dispatch({type: 'draftsRecalled', drafts: recalled});
    for (const message of leftovers) {
      if (message.status === 'failed') failed.set(message.clientMsgId, message);
      else queueOf(message).add(message);
    }
  });

  const drafts = keptDrafts(outbox);

  const queueOf = (message: OutboxMessage): RoomQueue => {
    const key = queueKeyOf(message);
    const queue =
      queues.get(key) ??
      openRoomQueue({
        isOnline: () => isLocal(message.roomId) || isOnline(client.getState()),
        send: (one, afterId) => send(client, one, afterId),
        onSent,
        onDelayed,
        onFailed,
        isSingle: message.messageAction !== undefined,
      });
    queues.set(key, queue);
    return queue;
  };
  const onSent = (message: OutboxMessage, sent: Result<'messageSend'>) => {
    outbox.later(open => open.remove(message.clientMsgId));
    showSent(client, message, sent);
    if (message.messageAction === undefined) placed.add(message, sent.seq);
    placed.look();
    takeWaiter(message.clientMsgId)?.resolve(sent);
  };
  const onDelayed = ({clientMsgId}: OutboxMessage, error: ChatError) => waiters.get(clientMsgId)?.onDelayed(error);
  const keep = (message: OutboxMessage) => {
    if (!isLocal(message.roomId)) outbox.later(open => open.put(message));
  };
  const onFailed = (message: OutboxMessage, error: ChatError) => {
    const {code, detail} = error;
    if (isNotKept(message)) {
      outbox.later(open => open.remove(message.clientMsgId));
      showRefused(client, message, error);
      takeWaiter(message.clientMsgId)?.reject(error);
      return;
    }
    const kept: OutboxMessage = {...message, status: 'failed', error: {code, detail}};
    failed.set(message.clientMsgId, kept);
    keep(kept);
    showFailed(client, kept, error);
    takeWaiter(message.clientMsgId)?.reject(error);
  };
  /** While online, a failing disk does not prevent sending: the step is skipped. */
  const unlessUseless = async <T>(step: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await step();
    } catch (error) {
      if (!isOnline(client.getState()) || !(error instanceof ChatError) || error.code !== 'outbox-full') throw error;
      return undefined;
    }
  };
  const takeWaiter = (clientMsgId: string): Waiter | undefined => {
    const waiter = waiters.get(clientMsgId);
    waiters.delete(clientMsgId);
    return waiter;
  };
  const waiting = () => [...queues.values()].flatMap(queue => queue.waiting());

  /** Shows rooms with unsent messages while offline. */
  const showRooms = () => {
    const {connection, drafts: recalled} = client.getState();
    if (connection.status === 'online') return;
    const rooms = [...failed.values(), ...waiting(), ...recalled].filter(({roomId}) => roomId !== 0);
    client.dispatch({type: 'roomsRecalled', rooms});
  };
  /** Shows unsent messages of earlier runs in their rooms. */
  const showAll = () => {
    for (const message of [...failed.values(), ...waiting()]) {
      const one = client.getState().roomById[message.roomId];
      if (one === undefined || one.pending.some(({clientMsgId}) => clientMsgId === message.clientMsgId)) continue;
      client.dispatch({type: 'messageWritten', roomId: message.roomId, message: toPending(message)});
    }
  };
  const pumpAll = () => {
    for (const queue of queues.values()) queue.pump();
  };
  const start = async () => {
    try {
      await outbox.open();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const {code, detail} = error;
      // While the disk fails, nothing can be stored for later.
      const isFull = code === 'outbox-full';
      client.notify(
        'error',
        isFull
          ? `Your disk takes nothing (${detail}): what you write goes out while the server is there, and is not kept.`
          : error.message,
      );
    }
    showRooms();
    showAll();
    for (const queue of queues.values()) queue.restart();
  };
  /** Offline at the start: shows the account and unsent messages from the local store. */
  const recall = async () => {
    const {account, isHeadless} = client.options;
    await client.history.recalled();
    if (account === undefined || isHeadless === true || client.getState().me !== undefined) return;
    client.dispatch({type: 'accountRecalled', name: account});
    await start();
  };
  const stop = async () => {
    drafts.flush();
    for (const queue of queues.values()) queue.stop();
    queues.clear();
    failed.clear();
    await outbox.close();
  };

  return {
    async adopt() {
      // While it is still being opened, what is typed meanwhile would find it closed, and would not be kept.
      await outbox.open().catch(() => undefined);
      await stop();
      await start();
    },
    async write(roomId, {kind, text, about, messageAction, clientMsgId}) {
      const room = client.getState().roomById[roomId]?.room;
      if (room === undefined) throw new ChatError('not-in-room', 'this room');
      // Direct conversations: no later program could send the message, so it is not stored.
      const open = isLocal(roomId) ? undefined : await unlessUseless(() => outbox.open());
      const message: OutboxMessage = {
        clientMsgId: clientMsgId ?? client.options.newId(),
        roomId,
        roomLabel: labelOf(room),
        kind,
        text: text.toWellFormed(),
        writtenAtMs: client.options.now(),
        status: 'sending',
        ...(about !== undefined && {about}),
        ...(messageAction !== undefined && {messageAction}),
      };
      await unlessUseless(() => open?.put(message));
      client.dispatch({type: 'messageWritten', roomId, message: toPending(message)});
      const queue = queueOf(message);
      queue.add(message);
      queue.pump();
      return message;
    },
    settled: (clientMsgId, delayed = () => undefined) =>
      new Promise((resolve, reject) => void waiters.set(clientMsgId, {resolve, reject, onDelayed: delayed})),
    keepDraft(roomId, text) {
      const room = client.getState().roomById[roomId]?.room;
      if (roomId === 0 || (room !== undefined && !isLocal(roomId)))
        drafts.keep({roomId, roomLabel: room ? labelOf(room) : '', text});
    },
    retry(roomId) {
      const again = [...failed.values()].filter(message => roomId === undefined || message.roomId === roomId);
      for (const {error: _error, ...message} of again) {
        const retried: OutboxMessage = {...message, status: 'sending'};
        failed.delete(message.clientMsgId);
        keep(retried);
        client.dispatch({type: 'messageRetried', roomId: message.roomId, clientMsgId: message.clientMsgId});
        queueOf(message).add(retried);
      }
      pumpAll();
      return again.length;
    },
    discard({roomId, clientMsgId}) {
      const candidates = [...failed.values(), ...(clientMsgId === undefined ? [] : waiting())];
      const gone = candidates.filter(message => {
        const isHere = roomId === undefined || message.roomId === roomId;
        return isHere && (clientMsgId === undefined || message.clientMsgId === clientMsgId);
      });
      for (const message of gone) {
        failed.delete(message.clientMsgId);
        queues.get(queueKeyOf(message))?.drop(message.clientMsgId);
        outbox.later(open => open.remove(message.clientMsgId));
        client.dispatch({type: 'messageSettled', roomId: message.roomId, clientMsgId: message.clientMsgId});
        takeWaiter(message.clientMsgId)?.reject(new ChatError('disconnected'));
      }
      return gone.length;
    },
    on: {
      sessionOpened({me}, before) {
        // Another person has logged in: the previous person's unsent messages stay on disk.
        if ((before.me?.name ?? me.name) !== me.name) client.background(stop());
        placed.look();
      },
      historyRecalled: () => client.background(start()),
      connectionChanged({connection: {status}}) {
        if (status === 'reconnecting') client.background(recall());
        if (status === 'online' && (client.options.isHeadless !== true || outbox.isOpen())) client.background(start());
      },
      roomOpened: showAll,
      entriesLoaded: () => placed.look(),
      sessionClosed: () => client.background(stop()),
    },
    close: stop,
  };
}

const queueKeyOf = ({roomId, messageAction}: OutboxMessage): string =>
  `${roomId}${messageAction === undefined ? '' : ' actions'}`;

async function send(client: Core, message: OutboxMessage, afterId?: string): Promise<Result<'messageSend'>> {
  const room = client.getState().roomById[message.roomId]?.room;
  // The server was set up anew: the id now belongs to another room.
  if (room !== undefined && !isKeptRoom(room, message.roomLabel)) {
    throw new ChatError('room-not-found', message.roomLabel);
  }
  if (message.messageAction !== undefined) return sendMessageAction(client, message, message.messageAction);
  const {roomId, clientMsgId, kind, text, about = {}} = message;
  const after = afterId === undefined ? {} : {afterId};
  return client.request('messageSend', {roomId, clientMsgId, kind, text, ...about, ...after});
}
