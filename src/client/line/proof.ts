/**
 * Verifies this person's own server on this machine by challenge and response on the same connection; only the secret in its
 * data folder gives the right response.
 */
import {randomBytes, timingSafeEqual} from 'node:crypto';
import type {Agent, ClientRequestArgs} from 'node:http';
import type {NetConnectOpts, Socket} from 'node:net';
import {addressOf, hostOf} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {IDENTITY_PATH, proofOf} from '../../shared/access/identity.ts';
import {TIMEOUTS} from '../../shared/limits.ts';
import {nodeHttp} from '../../shared/machine/nodeModules.ts';
import type {ServerIdentity} from './identity.ts';
import {troubleOf} from './troubles.ts';

export interface Proof {
  /** The request that must be sent before anything else. */
  readonly request: string;
  /** Whether the answer is complete and right. @throws server-not-proved */
  isGivenBy(bytes: Buffer, socket: Socket): boolean;
}

const ANSWER_BYTES_MAX = 4_096;

/** `undefined` when the server needs no proof. */
export function beginProof(serverUrl: string, identity: ServerIdentity | undefined): Proof | undefined {
  const own = identity?.secret?.();
  if (own === undefined) return undefined;
  const address = addressOf(serverUrl);
  const challenge = randomBytes(32).toString('base64url');
  const notProved = () => new ChatError('server-not-proved', `${address} (${own.file})`);
  let begun: Buffer = Buffer.alloc(0);
  return {
    request: `GET ${IDENTITY_PATH}?challenge=${challenge} HTTP/1.1\r\nHost: ${address}\r\n\r\n`,
    isGivenBy(bytes, {remoteAddress = '', remotePort = 0}) {
      begun = Buffer.concat([begun, bytes]);
      const found = readAnswer(begun.toString('latin1'));
      if (found === 'more' && begun.length <= ANSWER_BYTES_MAX) return false;
      if (found === 'more' || found === 'none') throw notProved();
      const wanted = proofOf(own.secret, challenge, {address: remoteAddress, port: remotePort});
      const isRight =
        found.proof.length === wanted.length && timingSafeEqual(Buffer.from(found.proof), Buffer.from(wanted));
      if (!isRight) throw notProved();
      return true;
    },
  };
}

type Answer = 'more' | 'none' | {proof: string};

function readAnswer(text: string): Answer {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return 'more';
  const [head, body] = [text.slice(0, end), text.slice(end + 4)];
  const length = Number(/^content-length: (\d{1,4})$/im.exec(head)?.[1]);
  if (!head.startsWith('HTTP/1.1 200 ') || /^connection: close$/im.test(head) || Number.isNaN(length)) return 'none';
  if (body.length < length) return 'more';
  const proof = /"proof":"([\w-]{43})"/.exec(body)?.[1];
  return proof === undefined || body.length > length ? 'none' : {proof};
}

/** Calls back once: with a connection on which the server has proved its identity, or with the error. */
function connectProven(
  options: ClientRequestArgs,
  {serverUrl, identity}: {serverUrl: string; identity: ServerIdentity},
  done: (error: Error | null, socket?: Socket) => void,
): void {
  const proof = beginProof(serverUrl, identity);
  const socket = net.connect(options as NetConnectOpts);
  const end = (error: Error | null) => {
    clearTimeout(deadline);
    socket.off('error', end).off('close', onClose).off('connect', onConnect).off('data', onData);
    if (error === null) return done(null, socket);
    socket.on('error', () => undefined).destroy();
    done(error);
  };
  const onClose = () => end(new ChatError('no-server', addressOf(serverUrl)));
  const onConnect = () => {
    if (proof === undefined) end(null);
    else socket.write(proof.request);
  };
  const onData = (bytes: Buffer) => {
    try {
      if (proof?.isGivenBy(bytes, socket) !== true) return;
      end(null);
    } catch (error) {
      end(error as Error);
    }
  };
  const deadline = setTimeout(onClose, TIMEOUTS.connectMs);
  socket.on('error', end).on('close', onClose).on('connect', onConnect);
  if (proof !== undefined) socket.on('data', onData);
}

const net = process.getBuiltinModule('node:net');

/** HTTP agent for requests and WebSocket of one's own server: nothing is written before it has proved its identity. */
function openAgent(server: {serverUrl: string; identity: ServerIdentity}): Agent {
  const agent = new (nodeHttp().Agent)({keepAlive: true});
  agent.createConnection = (options, done) => {
    connectProven(options, server, (error, socket) => done?.(error, socket as Socket));
    return undefined;
  };
  return agent;
}

const agents = new WeakMap<ServerIdentity, Agent>();

/** One agent per client, so that many small files share connections. */
export function provenAgent(serverUrl: string, identity: ServerIdentity): Agent {
  const agent = agents.get(identity) ?? openAgent({serverUrl, identity});
  agents.set(identity, agent);
  return agent;
}

/** Only requests the proof. @throws server-not-proved, or the connection error */
export function prove(serverUrl: string, identity: ServerIdentity): Promise<void> {
  const url = new URL(serverUrl);
  const place = {host: hostOf(url), port: Number(url.port)};
  return new Promise((resolve, reject) => {
    connectProven(place, {serverUrl, identity}, (error, socket) => {
      socket?.destroy();
      if (error === null) return resolve();
      const {code, detail} = troubleOf(error, addressOf(serverUrl));
      reject(new ChatError(code, detail));
    });
  });
}
