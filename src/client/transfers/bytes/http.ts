/** HTTP requests for file bytes, to the chat's own server only; refusals become errors. */
import type {Agent, ClientRequest} from 'node:http';
import type {Readable} from 'node:stream';
import {ChatError, isWireCode} from '../../../shared/errors.ts';
import {urlAt} from '../../../shared/address.ts';
import {nodeHttp, nodeHttps} from '../../../shared/machine/nodeModules.ts';
import type {Core} from '../../core/core.ts';
import type {ServerIdentity} from '../../line/identity.ts';
import {agentFor} from '../../line/agentFor.ts';

/** A connection on which nothing moves for so long is given up. */
const IDLE_MS = 30_000;
const BODY_BYTES_MAX = 16 * 1024;

/** Many small files need not make a connection each. */
let plainAgent: Agent | undefined;
const agentInTheClear = () => (plainAgent ??= new (nodeHttp().Agent)({keepAlive: true}));

export interface FileServer {
  /** `http(s)://host:port`, behind a proxy with its path. */
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
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>;
}

export interface StreamOptions {
  server: FileServer;
  path: string;
  headers: Record<string, string>;
  /** How many bytes are expected. */
  sizeBytes: number;
  /** How many to read at once. */
  readBytes: number;
  signal: AbortSignal;
  /** @throws to refuse the body */
  onHead: (head: Head) => void;
  /** The bytes are only valid during the call; false asks for a pause until `resume` of the flow. */
  onBody: (bytes: Buffer) => boolean;
  /** Called once the connection stands. */
  onFlow: (flow: {resume(): void}) => void;
}

export interface RequestHead {
  method: string;
  /** A path, or a whole address that must be this server's. */
  path: string;
  headers: Record<string, string | number>;
}

export function openRequest(server: FileServer, {method, path, headers}: RequestHead): ClientRequest {
  // What the server names as the place of an upload counts from its root, whoever stands before it.
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

/** A broken connection, as an error that is tried again. */
export const toBroken = (error: unknown): ChatError =>
  error instanceof ChatError ? error : new ChatError('disconnected', '', {cause: error});

/** Reads a short body; the rest of a long one is dropped with the connection. */
export async function readText(response: Readable): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  try {
    for await (const part of response) {
      text += String(part);
      if (text.length > BODY_BYTES_MAX) break;
    }
  } catch {
    // What came is enough: the status says the rest.
  }
  return text;
}

/** What a refusal means: the server's own code, else what the status says. */
export function answerRefusal(status: number, body: string): ChatError {
  try {
    const value = JSON.parse(body) as {error?: {code?: unknown; detail?: unknown}} | null;
    const code = value?.error?.code;
    const detail = value?.error?.detail;
    if (typeof code === 'string' && isWireCode(code)) {
      return new ChatError(code, typeof detail === 'string' ? detail.slice(0, 500) : '');
    }
  } catch {
    // Not ours: a proxy in between, most likely.
  }
  if (status === 401) return new ChatError('not-signed-in');
  if (status === 404) return new ChatError('file-not-found');
  if (status === 413)
    return new ChatError('file-too-large', 'a proxy before the server limits bodies; tell its operator');
  // Too slow, too early, too many, in the words of proxies: all of it passes.
  if (status === 408 || status === 425 || status === 429) return new ChatError('busy');
  return status >= 500 ? new ChatError('busy') : new ChatError('bad-request', `HTTP ${status}`);
}
