/** The client without a screen: one state, one way to change it, one connection; the screen and the shell verbs stand on it. */
import {ChatError, sentenceOf} from '../shared/errors.ts';
import type {Params, RequestName, Result} from '../shared/protocol.ts';
import type {Change} from './changes.ts';
import type {Backoff} from './backoff.ts';
import {openConnection, type Line, type ServerEvent} from './connection.ts';
import type {Part} from './part.ts';
import * as partList from './parts.ts';
import type {State} from './state.ts';
import {openStore} from './stateStore.ts';

export interface ClientOptions {
  /** `http(s)://host:port`. */
  serverUrl: string;
  /** Session token; without it the connection is anonymous until a login. */
  token?: string;
  /** This person's folder on this machine; the outbox and unfinished transfers live in it. */
  dataDir: string;
  downloadsDir: string;
  deviceName: string;
  /** Told to the server at the handshake. */
  programVersion?: string;
  /** True for shell verbs: no room is entered, and messages that a dead instance left behind stay where they are. */
  isHeadless?: boolean;
  /** Waits between tries to connect. */
  backoff?: Backoff;
  requestTimeoutMs?: number;
  /** Milliseconds since 1970. */
  now: () => number;
  /** 128 random bits in base64url. */
  newId: () => string;
}

export interface Client {
  readonly options: ClientOptions;
  /** Running effects by name: `outgoing`, `sync`, `transfers`. */
  readonly parts: Parts;
  getState(): State;
  /** Called once for all changes of one turn; returns how to stop. */
  subscribe(listener: () => void): () => void;
  dispatch(change: Change): void;
  /** @throws whatever the server answered, or `timed-out`, `disconnected`, `no-server` */
  request<Request extends RequestName>(name: Request, params: Params<Request>): Promise<Result<Request>>;
  /** The session token now in use. */
  getToken(): string | undefined;
  /** For the parts and for signing in and out: the line to the server itself. */
  readonly line: Line;
  /** Runs one more part for as long as it is wanted; returns how to end it. */
  addPart(part: Part): () => void;
  /** Shows a line to the person; with `roomId`, in that room as well. */
  notify(level: 'info' | 'warning' | 'error', text: string, roomId?: number): void;
  /** Ends transfers and connection; what is not sent stays on disk. */
  close(): Promise<void>;
}

export type Parts = {readonly [Name in keyof typeof partList]: ReturnType<(typeof partList)[Name]>};

export function openClient(options: ClientOptions): Client {
  const store = openStore();
  const notify: Client['notify'] = (level, text, roomId) =>
    store.dispatch({type: 'noticeShown', level, text, atMs: options.now(), ...(roomId !== undefined && {roomId})});
  let refusedAtMs = Number.NEGATIVE_INFINITY;

  const line = openConnection(
    {
      ...options,
      programVersion: options.programVersion ?? '0.0.0',
    },
    {
      onStatus: connection => store.dispatch({type: 'connectionChanged', connection}),
      onConnected: () => store.eachPart(part => part.onConnected?.()),
      onEvent(event) {
        const change = toChange(event, options.now());
        if (change !== undefined) store.dispatch(change);
      },
      onRefused(what) {
        // A server that sends nothing but nonsense must not fill the screen with complaints.
        if (options.now() - refusedAtMs < REFUSED_NOTICE_MS) return;
        refusedAtMs = options.now();
        notify('warning', sentenceOf('bad-answer', what));
      },
    },
  );
  const parts: Partial<Record<keyof Parts, Part>> = {};
  const client: Client = {
    options,
    line,
    parts: parts as Parts,
    getState: () => store.getState(),
    subscribe: listener => store.subscribe(listener),
    dispatch: change => store.dispatch(change),
    request: (name, params) => line.request(name, params),
    getToken: () => line.getToken(),
    addPart: part => store.addPart(part),
    notify,
    async close() {
      await Promise.allSettled(Object.values(parts).map(async part => part.close?.()));
      line.close();
      store.close();
    },
  };
  for (const [name, start] of Object.entries(partList) as [keyof Parts, (client: Client) => Part][]) {
    const part = start(client);
    parts[name] = part;
    store.addPart(part);
  }
  return client;
}

/** At most one complaint about nonsense from the server in this time. */
const REFUSED_NOTICE_MS = 60_000;

/** Runs something for a person: a refusal becomes a line on the screen, a bug goes on. @returns whether it worked */
export async function attempt(client: Client, work: Promise<unknown>, roomId?: number): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    client.notify('error', error.message, roomId);
    return false;
  }
}

/** What the server tells, as a change; its last word is the line's own business. */
function toChange(event: ServerEvent, atMs: number): Change | undefined {
  if (event.type === 'sessionEnded') return undefined;
  if (event.type === 'presenceChanged') return {type: event.type, ...event.payload, atMs};
  return {type: event.type, ...event.payload} as Change;
}
