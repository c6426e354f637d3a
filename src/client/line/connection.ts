/**
 * The connection to the server: connects, reconnects, applies timeouts to requests, and passes on only valid answers and
 * events.
 */
import {DEFAULT_BACKOFF, waitMs, type Backoff} from './backoff.ts';
import {addressOf} from '../../shared/address.ts';
import {ERRORS} from '../../shared/errorTable.ts';
import {ChatError, waitSecondsOf, type ErrorCode} from '../../shared/errors.ts';
import {TIMEOUTS} from '../../shared/limits.ts';
import type {Params, RequestName, Result} from '../../shared/protocol.ts';
import type {Connection} from '../state/state.ts';
import type * as heard from './validate.ts';
import {speaksTls} from './secure.ts';
import type {ServerSocket, SocketOptions} from './socket.ts';
import {isTrouble, mayBeTls, troubleOf, type Trouble} from './troubles.ts';

export interface ConnectionOptions extends SocketOptions {
  token?: string | undefined;
  backoff?: Backoff | undefined;
  requestTimeoutMs?: number | undefined;
  /** True: nothing is loaded or requested before `begin`. */
  connectsLater?: boolean | undefined;
  now(): number;
}

export interface ConnectionHooks {
  onStatus(connection: Connection): void;
  /** Called when connected, before any request is sent. */
  onConnected(): void;
  onEvent(event: heard.ServerEvent): void;
  /** Called before the caller of a request gets its answer. */
  onAnswer(): void;
  /** Called when the server sent data that does not match the schema, which was dropped. `what` names the event or request. */
  onRefused(what: string): void;
}

export interface Line {
  request<Request extends RequestName>(name: Request, params: Params<Request>): Promise<Result<Request>>;
  getToken(): string | undefined;
  /** Connects, if `connectsLater` was set; otherwise does nothing. */
  begin(): void;
  /** Closes the connection and opens a new one with this token. */
  connectAs(token: string | undefined): void;
  /** Closes the connection for good; the code is the reason. */
  end(code: ErrorCode, detail: string): void;
  /** Closes the connection and reconnects after the usual backoff. */
  retry(code: ErrorCode, detail: string): void;
  close(): void;
}

/** A socket and the module that validates its data, both loaded at first use. */
interface Wire {
  socket: ServerSocket;
  heard: typeof heard;
}

/** A connection that lasted this long resets the backoff (milliseconds). */
const GOOD_AFTER_MS = 10_000;

export function openConnection(options: ConnectionOptions, hooks: ConnectionHooks): Line {
  const backoff = options.backoff ?? DEFAULT_BACKOFF;
  let token = options.token;
  let wire: Wire | undefined;
  let timer: NodeJS.Timeout | undefined;
  let attempt = 0;
  let connectedAtMs: number | undefined;
  let lastWord: {code: ErrorCode; detail: string} | undefined;
  let isBegun = false;
  /** Identifies the current attempt, so that a module loaded for an older one is ignored. */
  let opening: object | undefined;

  const drop = () => {
    clearTimeout(timer);
    const old = wire?.socket;
    wire = undefined;
    opening = undefined;
    // Listeners are removed first, so that the dropped socket reports nothing.
    old?.offAny().off('connect').off('connect_error').off('disconnect');
    // After this machine has slept, socket.io buffers requests until it notices the disconnect; buffered ones would not be
    // rejected with the others, so the buffer is emptied.
    if (old !== undefined) old.sendBuffer = [];
    old?.disconnect();
  };

  const connect = () => {
    isBegun = true;
    drop();
    lastWord = undefined;
    connectedAtMs = undefined;
    open();
  };

  const open = () => {
    const mine = {};
    opening = mine;
    Promise.all([import('./socket.ts'), import('./validate.ts')])
      .then(([{openSocket}, reading]) => {
        if (opening === mine) listenTo({socket: openSocket(options, token), heard: reading});
      })
      .catch((error: unknown) => {
        if (opening === mine) end('internal', error instanceof Error ? error.message : '');
      });
    timer = setTimeout(() => retry('no-server', addressOf(options.serverUrl)), TIMEOUTS.connectMs);
  };

  const listenTo = (next: Wire) => {
    wire = next;
    const {socket, heard: reading} = next;
    socket.on('connect', () => {
      clearTimeout(timer);
      connectedAtMs = options.now();
      hooks.onConnected();
    });
    socket.on('connect_error', (error: Error & {data?: unknown}) => {
      whyRefused(error, reading.toChatError(error.data), options.serverUrl).then(
        ({code, detail}) => {
          if (wire === next) giveUpOrRetry(code, detail);
        },
        () => undefined,
      );
    });
    socket.on('disconnect', () => {
      giveUpOrRetry(lastWord?.code ?? 'disconnected', lastWord?.detail ?? '');
    });
    socket.onAny((name: unknown, payload: unknown) => {
      const event = reading.readEvent(name, payload);
      if (event === 'later') return;
      if (event === undefined) return hooks.onRefused(typeof name === 'string' ? name.slice(0, 40) : 'event');
      if (event.type === 'sessionEnded')
        lastWord = {code: event.payload.code as ErrorCode, detail: event.payload.detail};
      hooks.onEvent(event);
    });
    socket.connect();
  };

  const retry = (code: ErrorCode, detail: string) => {
    drop();
    if (connectedAtMs !== undefined && options.now() - connectedAtMs >= GOOD_AFTER_MS) attempt = 0;
    attempt++;
    const delayMs = waitMs(backoff, attempt, waitSecondsOf(code, detail));
    hooks.onStatus({status: 'reconnecting', attempt, retryAtMs: options.now() + delayMs, code, detail});
    timer = setTimeout(connect, delayMs);
  };

  const end = (code: ErrorCode, detail: string) => {
    close();
    hooks.onStatus({status: 'ended', code, detail});
  };

  const giveUpOrRetry = (code: ErrorCode, detail: string) =>
    ERRORS[code].canRetry || isTrouble(code) ? retry(code, detail) : end(code, detail);

  /** Also cancels a connection that was not begun yet; `connectAs` opens a new one. */
  const close = () => {
    isBegun = true;
    drop();
  };
  const begin = () => {
    if (!isBegun) connect();
  };
  if (options.connectsLater !== true) begin();
  return {
    request: (name, params) =>
      ask(wire, {name, params, timeoutMs: options.requestTimeoutMs ?? TIMEOUTS.requestMs}, hooks),
    getToken: () => token,
    begin,
    connectAs(newToken) {
      token = newToken;
      attempt = 0;
      drop();
      hooks.onStatus({status: 'connecting'});
      connect();
    },
    end,
    retry,
    close,
  };
}

interface Question<Request extends RequestName> {
  name: Request;
  params: Params<Request>;
  timeoutMs: number;
}

function ask<Request extends RequestName>(
  wire: Wire | undefined,
  {name, params, timeoutMs}: Question<Request>,
  hooks: ConnectionHooks,
): Promise<Result<Request>> {
  return new Promise((resolve, reject) => {
    // Rejected at once instead of buffered by socket.io: the caller keeps what it could not send. `drop` empties what is
    // buffered anyway.
    if (wire?.socket.connected !== true) return reject(new ChatError('disconnected'));
    const {socket, heard: reading} = wire;
    socket.timeout(timeoutMs).emit(name, params, (failure: Error | null, answer: unknown) => {
      hooks.onAnswer();
      if (failure !== null) return reject(new ChatError(socket.connected ? 'timed-out' : 'disconnected'));
      try {
        resolve(reading.readAnswer(name, answer));
      } catch (error) {
        if (error instanceof ChatError && error.code === 'bad-answer') hooks.onRefused(name);
        reject(error as Error);
      }
    });
  });
}

/** The reason of a failed handshake: the server's refusal, or the error that prevented an answer. */
async function whyRefused(error: Error, refusal: ChatError | undefined, serverUrl: string): Promise<Trouble> {
  if (refusal !== undefined) return refusal;
  const address = addressOf(serverUrl);
  const needsTls = serverUrl.startsWith('http:') && mayBeTls(error) && (await speaksTls(serverUrl));
  return needsTls ? {code: 'tls-needed', detail: address} : troubleOf(error, address);
}
