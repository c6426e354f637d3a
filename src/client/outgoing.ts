/** Sends one's own messages: on disk first, strictly in order in each room, again after a cut, until the server has them. */
import {join} from 'node:path';
import {ChatError, sentenceOf} from '../shared/errors.ts';
import type {Result} from '../shared/protocol.ts';
import type {Client} from './client.ts';
import {addressOf} from './connection.ts';
import {openLane, type Lane} from './lane.ts';
import {openOutbox, type Outbox} from './outbox.ts';
import type {OutboxMessage} from './outboxFile.ts';
import type {Part} from './part.ts';
import {heldSeq} from './roomState.ts';
import {labelOf} from './selectors.ts';
import type {PendingMessage} from './state.ts';

export interface Outgoing extends Part {
  /** Resolves when the message is on disk and shown as pending. @throws outbox-full, not-signed-in, not-in-room */
  write(roomId: number, message: {kind: 'message' | 'action'; text: string}): Promise<PendingMessage>;
  /** Resolves when the server has the message, rejects when it failed for good or was thrown away. */
  settled(clientMsgId: string): Promise<Result<'messageSend'>>;
  /** Sends what failed once more; without a room, everywhere. @returns how many */
  retry(roomId?: number): number;
  /** Throws away what failed; with `clientMsgId`, this one in whatever state. @returns how many */
  discard(which: {roomId?: number; clientMsgId?: string}): number;
}

interface Waiter {
  resolve(sent: Result<'messageSend'>): void;
  reject(error: ChatError): void;
}

export function outgoing(client: Client): Outgoing {
  const lanes = new Map<number, Lane>();
  const failed = new Map<string, OutboxMessage>();
  const waiters = new Map<string, Waiter>();
  let opened: {account: string; outbox: Promise<Outbox>} | undefined;

  const isOnline = () => client.getState().connection.status === 'online';
  const settle = (clientMsgId: string, result: Result<'messageSend'> | ChatError) => {
    const waiter = waiters.get(clientMsgId);
    waiters.delete(clientMsgId);
    if (result instanceof ChatError) waiter?.reject(result);
    else waiter?.resolve(result);
  };

  /** One outbox an account; another account's stays closed and waits for it. */
  const open = (): Promise<Outbox> => {
    const name = client.getState().me?.name;
    if (name === undefined) return Promise.reject(new ChatError('not-signed-in'));
    const account = `${name}@${addressOf(client.options.serverUrl)}`;
    if (opened?.account !== account) {
      const outbox = closeOpened().then(() => load(account));
      opened = {account, outbox};
      outbox.catch(() => {
        if (opened?.outbox === outbox) opened = undefined;
      });
    }
    return opened.outbox;
  };
  const load = async (account: string): Promise<Outbox> => {
    const {now, newId, dataDir, isHeadless = false} = client.options;
    const dir = join(dataDir, 'outbox', account.replaceAll(/[^a-zA-Z0-9@._-]/g, '_'));
    const {outbox, leftovers, damagedPaths} = await openOutbox({dir, adopts: !isHeadless, now, newId});
    for (const path of damagedPaths) {
      client.notify('warning', `Unsent messages of an earlier run could not be read. The file was kept as ${path}`);
    }
    for (const message of leftovers) {
      if (message.status === 'failed') failed.set(message.clientMsgId, message);
      else laneOf(message.roomId).add(message);
    }
    return outbox;
  };
  const closeOpened = async () => {
    for (const lane of lanes.values()) lane.stop();
    lanes.clear();
    failed.clear();
    const before = opened;
    opened = undefined;
    await before?.outbox.then(
      outbox => outbox.close(),
      () => undefined,
    );
  };
  const withOutbox = (step: (outbox: Outbox) => void) => {
    // A write that does not reach the disk here is repeated by the next run: the server knows the id, the person sees it again as failed.
    void opened?.outbox.then(step).catch(() => undefined);
  };

  const laneOf = (roomId: number): Lane => {
    const known = lanes.get(roomId);
    if (known !== undefined) return known;
    const lane = openLane({
      isOnline,
      send: message => send(client, message),
      onSent(message, sent) {
        withOutbox(outbox => outbox.remove(message.clientMsgId));
        showSent(client, message, sent);
        settle(message.clientMsgId, sent);
      },
      onFailed(message, error) {
        const {code, detail} = error;
        const kept: OutboxMessage = {...message, status: 'failed', error: {code, detail}};
        failed.set(message.clientMsgId, kept);
        withOutbox(outbox => outbox.put(kept));
        showFailed(client, kept, error);
        settle(message.clientMsgId, error);
      },
    });
    lanes.set(roomId, lane);
    return lane;
  };

  /** Leftovers, and what was written before the account or room was closed, appear where they belong. */
  const showAll = () => {
    for (const message of [...failed.values(), ...[...lanes.values()].flatMap(lane => lane.waiting())]) {
      const one = client.getState().roomById[message.roomId];
      if (one === undefined || one.pending.some(({clientMsgId}) => clientMsgId === message.clientMsgId)) continue;
      client.dispatch({type: 'messageWritten', roomId: message.roomId, message: toPending(message)});
    }
  };
  const pumpAll = () => {
    for (const lane of lanes.values()) lane.pump();
  };
  const start = async () => {
    try {
      await open();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      client.notify('error', error.message);
    }
    showAll();
    pumpAll();
  };

  return {
    async write(roomId, {kind, text}) {
      const room = client.getState().roomById[roomId]?.room;
      if (room === undefined) throw new ChatError('not-in-room', 'this room');
      const outbox = await open();
      const message: OutboxMessage = {
        clientMsgId: client.options.newId(),
        roomId,
        roomLabel: labelOf(room),
        kind,
        text: text.toWellFormed(),
        writtenAtMs: client.options.now(),
        status: 'sending',
      };
      outbox.put(message);
      client.dispatch({type: 'messageWritten', roomId, message: toPending(message)});
      const lane = laneOf(roomId);
      lane.add(message);
      lane.pump();
      return message;
    },
    settled: clientMsgId =>
      new Promise((resolve, reject) => {
        waiters.set(clientMsgId, {resolve, reject});
      }),
    retry(roomId) {
      const again = [...failed.values()].filter(message => roomId === undefined || message.roomId === roomId);
      for (const {error: _error, ...message} of again) {
        const retried: OutboxMessage = {...message, status: 'sending'};
        failed.delete(message.clientMsgId);
        withOutbox(outbox => outbox.put(retried));
        client.dispatch({type: 'messageRetried', roomId: message.roomId, clientMsgId: message.clientMsgId});
        laneOf(message.roomId).add(retried);
      }
      pumpAll();
      return again.length;
    },
    discard({roomId, clientMsgId}) {
      const waiting = clientMsgId === undefined ? [] : [...lanes.values()].flatMap(lane => lane.waiting());
      const gone = [...failed.values(), ...waiting].filter(
        message =>
          (roomId === undefined || message.roomId === roomId) &&
          (clientMsgId === undefined || message.clientMsgId === clientMsgId),
      );
      for (const message of gone) {
        failed.delete(message.clientMsgId);
        lanes.get(message.roomId)?.drop(message.clientMsgId);
        withOutbox(outbox => outbox.remove(message.clientMsgId));
        client.dispatch({type: 'messageSettled', roomId: message.roomId, clientMsgId: message.clientMsgId});
        settle(message.clientMsgId, new ChatError('disconnected'));
      }
      return gone.length;
    },
    onChange(change) {
      if (change.type === 'connectionChanged' && change.connection.status === 'online') {
        if (!(client.options.isHeadless ?? false) || opened !== undefined) void start();
      } else if (change.type === 'roomOpened') showAll();
      else if (change.type === 'sessionClosed') void closeOpened();
    },
    close: closeOpened,
  };
}

const toPending = ({roomId: _roomId, roomLabel: _roomLabel, ...message}: OutboxMessage): PendingMessage => message;

async function send(client: Client, message: OutboxMessage): Promise<Result<'messageSend'>> {
  const room = client.getState().roomById[message.roomId]?.room;
  // The number means another room now: the server was set up anew.
  if (room !== undefined && labelOf(room) !== message.roomLabel)
    throw new ChatError('room-not-found', message.roomLabel);
  const {roomId, clientMsgId, kind, text} = message;
  return client.request('messageSend', {roomId, clientMsgId, kind, text});
}

/** The answer says where the message stands in the log: it is shown there without waiting for the event. */
function showSent(client: Client, message: OutboxMessage, sent: Result<'messageSend'>): void {
  const {roomId, clientMsgId, kind, text} = message;
  const {me, roomById} = client.getState();
  if (me === undefined || roomById[roomId] === undefined) return;
  const entry = {seq: sent.seq, id: clientMsgId, sender: me.name, sentAtMs: sent.sentAtMs, kind, text};
  client.dispatch({type: 'entriesAppended', roomId, entries: [entry]});
  const one = client.getState().roomById[roomId];
  // In a room with a gap the message stays pending until the gap is filled, which brings its entry.
  if (one !== undefined && sent.seq <= heldSeq(one)) client.dispatch({type: 'messageSettled', roomId, clientMsgId});
  if (sent.awaits !== undefined) showAwaits(client, roomId, sent.awaits);
}

/** Said once, and again only after they were there in between. */
function showAwaits(client: Client, roomId: number, name: string): void {
  const text = `${name} is not online now and will get this on return.`;
  const asides = client.getState().roomById[roomId]?.asides ?? [];
  const said = asides.findLastIndex(aside => aside.kind === 'notice' && aside.text === text);
  const seen = asides.findLastIndex(aside => aside.kind === 'presence' && aside.name === name);
  if (said === -1 || seen > said) client.notify('info', text, roomId);
}

function showFailed(client: Client, message: OutboxMessage, error: ChatError): void {
  const {roomId, clientMsgId, roomLabel} = message;
  const {code, detail} = error;
  const isKnown = client.getState().roomById[roomId] !== undefined;
  client.dispatch({type: 'messageFailed', roomId, clientMsgId, error: {code, detail}});
  const sentence = `Not sent to ${roomLabel}: ${sentenceOf(code, detail)} Use /retry or /discard.`;
  client.notify('error', sentence, ...(isKnown ? [roomId] : []));
}
