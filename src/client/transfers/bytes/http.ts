/**
 * HTTP requests for file bytes, to the chat's own server only; refusals become errors. By hand on Node's client: the agent of a
 * connection checks the key or the proof of the server (`line/agentFor.ts`), and `fetch` takes no agent.
 */
import type {Agent, ClientRequest} from 'node:http';
import type {Readable} from 'node:stream';
import {ChatError, isWireCode} from '../../../shared/errors.ts';
import {urlAt} from '../../../shared/address.ts';
import {nodeHttp, nodeHttps} from '../../../shared/machine/nodeModules.ts';
import type {Core} from '../../core/core.ts';
import type {ServerIdentity} from '../../line/identity.ts';
import {agentFor} from '../../line/agentFor.ts';

/** A connection without data for this long is closed, in milliseconds. */
const IDLE_MS = 30_000;
const BODY_BYTES_MAX = 16 * 1024;

/** Shared, so that many small files reuse connections. */
let plainAgent: Agent | undefined;
const agentInTheClear = () => (plainAgent ??= new (nodeHttp().Agent)({keepAlive: true}));

export interface FileServer {
  /** `http(s)://host:port`, with the path if the server is behind a proxy. */
  serverUrl: string;
  identity?: ServerIdentity | undefined;
  token: string;
}

export const fileServerOf = ({options, getToken}: Pick<Core, 'options' | 'getToken'>): FileServer => ({
  serverUrl: options.serverUrl,
  identity: options.identity,
  token: getToken() ?? '',
});

export interface Head {
  status: number;
  /** Header names in lower case. */
  headers: ReadonlyMap<string, string>;
}

export interface StreamOptions {
  server: FileServer;
  path: string;
  headers: Record<string, string>;
  /** Number of bytes expected. */
  sizeBytes: number;
  /** Size of the read buffer in bytes. */
  readBytes: number;
  signal: AbortSignal;
  /** @throws an error that refuses the body */
  onHead: (head: Head) => void;
  /** The bytes are valid only during the call; false pauses the flow until its `resume`. */
  onBody: (bytes: Buffer) => boolean;
  /** Called once the connection is established. */
  onFlow: (flow: {resume(): void}) => void;
}

export interface RequestHead {
  method: string;
  /** A path, or a full URL on this server. */
  path: string;
  headers: Record<string, string | number>;
}

export function openRequest(server: FileServer, {method, path, headers}: RequestHead): ClientRequest {
  // Paths in tus answers start at the server's root, also when a proxy puts it below a path.
  const url = new URL(path.startsWith('/') ? urlAt(server.serverUrl, path) : path);
  if (url.origin !== new URL(server.serverUrl).origin) throw new ChatError('bad-answer', 'files');
  const {request} = url.protocol === 'https:' ? nodeHttps() : nodeHttp();
  const made = request(url, {
    method,
    headers: {...headers, Authorization: `Bearer ${server.token}`},
    agent: agentFor(server.serverUrl, server.identity) ?? agentInTheClear(),
    timeout: IDLE_MS,
  });
  made.on('timeout', () => made.destroy(new ChatError('timed-out')));
  return made;
}

/** Converts a connection error to `disconnected`, which is retried. */
export const toBroken = (error: unknown): ChatError =>
  error instanceof ChatError ? error : new ChatError('disconnected', '', {cause: error});

/** Reads a short body; a longer one is cut, and its connection closed. */
export async function readText(response: Readable): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  try {
    for await (const part of response) {
      text += String(part);
      if (text.length > BODY_BYTES_MAX) break;
    }
  } catch {
    // A cut body is enough, because the status carries the main information.
  }
  return text;
}

/** The error for a refusal: by the code in its body, else by the HTTP status. */
export function answerRefusal(status: number, body: string): ChatError {
  try {
    const value = JSON.parse(body) as {error?: {code?: unknown; detail?: unknown}} | null;
    const code = value?.error?.code;
    const detail = value?.error?.detail;
    if (typeof code === 'string' && isWireCode(code)) {
      return new ChatError(code, typeof detail === 'string' ? detail.slice(0, 500) : '');
    }
  } catch {
    // Not an answer of the server: probably of a proxy.
  }
  if (status === 401) return new ChatError('not-signed-in');
  if (status === 404) return new ChatError('file-not-found');
  if (status === 413)
    return new ChatError('file-too-large', 'a proxy before the server limits bodies; tell its operator');
  // Statuses of proxies for "too slow", "too early" and "too many": all are temporary.
  if (status === 408 || status === 425 || status === 429) return new ChatError('busy');
  return status >= 500 ? new ChatError('busy') : new ChatError('bad-request', `HTTP ${status}`);
}
