/** A server that says whatever the test wants; real sockets, no rules. */
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach} from '@jest/globals';
import {Server, type Socket} from 'socket.io';
import {DEFAULT_LIMITS} from '../../../src/shared/limits.ts';
import type {Room} from '../../../src/shared/model.ts';
import {user} from './log.ts';

/** What it answers, or a promise of it; `undefined` never answers. */
export type Answers = Record<string, (params: never, socket: Socket) => unknown>;

export interface FakeServer {
  url: string;
  /** Requests so far, in order. */
  asked: {name: string; params: unknown}[];
  answers: Answers;
  /** To everybody who is connected. */
  tell(name: string, ...payload: unknown[]): void;
  /** The text of a packet below events, to everybody who is connected. */
  sendRaw(packet: string): void;
  /** Ends every connection, as a restart does. */
  cut(): void;
  /** It is there until `close`, instead of being closed after the test. */
  outlivesTest(): void;
  close(): Promise<void>;
}

export const lobby = (changes: Partial<Room> = {}): Room => ({
  roomId: 1,
  kind: 'public',
  name: 'lobby',
  topic: '',
  memberCount: 1,
  lastSeq: 1,
  readSeq: 0,
  unread: 0,
  mentions: 0,
  ...changes,
});

export const ok = (data: unknown = {}) => ({ok: true, data});
export const refused = (code: string, detail?: string) => ({
  ok: false,
  error: {code, ...(detail !== undefined && {detail})},
});

export const session = (name: string, rooms: readonly unknown[] = [lobby()], changes: object = {}) =>
  ok({
    me: user(name),
    server: {programVersion: '1', registration: 'open', hasOwner: true, isEmbedded: false},
    limits: DEFAULT_LIMITS,
    rooms,
    invites: [],
    onlineCount: 1,
    ...changes,
  });

const created = {seq: 1, id: 'a'.repeat(22), sender: 'ann', sentAtMs: 1, kind: 'created'};

const open = new Set<FakeServer>();

afterEach(async () => {
  for (const server of open) await server.close();
});

/** By default it knows `ann`, who is alone in an empty `#lobby`. */
export async function fakeServer(changes: Answers = {}): Promise<FakeServer> {
  const http = createServer();
  const io = new Server(http, {transports: ['websocket'], serveClient: false});
  const asked: FakeServer['asked'] = [];
  const answers: Answers = {
    sessionOpen: () => session('ann'),
    entryList: () => ok({entries: [created], lastSeq: 1}),
    memberList: () => ok({members: [user('ann')], total: 1, hasMore: false}),
    cursorMove: () => ok(),
    ...changes,
  };
  io.on('connection', socket => {
    socket.onAny((name: string, params: unknown, answer?: (value: unknown) => void) => {
      asked.push({name, params});
      const value = answers[name]?.(params as never, socket);
      if (value instanceof Promise) value.then(answer, () => undefined);
      else if (value !== undefined) answer?.(value);
    });
  });
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  const server: FakeServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked,
    answers,
    tell: (name, ...payload) => void io.emit(name, ...payload),
    sendRaw(packet) {
      for (const {conn} of io.sockets.sockets.values()) conn.write(packet);
    },
    cut: () => io.disconnectSockets(true),
    outlivesTest: () => void open.delete(server),
    async close() {
      open.delete(server);
      await io.close();
    },
  };
  open.add(server);
  return server;
}
