/** The wire below every library: a plain TCP connection, HTTP requests written by hand, WebSocket frames made bit by bit. */
import {connect, type Socket} from 'node:net';
import {within} from '../suite/deadline.ts';

export interface RawLine {
  readonly socket: Socket;
  write(bytes: string | Uint8Array): void;
  /** Everything received so far, one character a byte. */
  received(): string;
  /** Resolves with everything received when it holds what is wanted. */
  until(wanted: string | RegExp): Promise<string>;
  /** Resolves with everything received when the server has closed the connection, within the given time. */
  closed(deadlineMs?: number): Promise<string>;
  readonly isOpen: boolean;
}

const open = new Set<Socket>();

/** Call it in `afterEach`. */
export function closeRawLines(): void {
  for (const socket of open) socket.destroy();
  open.clear();
}

/** @param localAddress from where it seems to come */
export async function rawLine(url: string, localAddress?: string): Promise<RawLine> {
  const {hostname, port} = new URL(url);
  const from = localAddress === undefined ? {} : {localAddress};
  const socket = connect({host: hostname, port: Number(port), noDelay: true, ...from});
  open.add(socket);
  let received = '';
  const listeners = new Set<() => void>();
  const tellAll = () => listeners.forEach(listener => listener());
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => ((received += text), tellAll()));
  socket.on('error', () => undefined);
  // Who closes the WebSocket politely waits for the other side to do the same.
  socket.on('data', () => (received.endsWith('\u0088\0') || closeCodeOf(received) !== undefined) && socket.end());
  const ended = new Promise<void>(resolve => socket.once('close', () => resolve()));
  void ended.then(tellAll);
  await within('a TCP connection', new Promise<void>(resolve => socket.once('connect', resolve)));
  return {
    socket,
    write: bytes => void (socket.writable && socket.write(bytes)),
    received: () => received,
    get isOpen() {
      return !socket.destroyed;
    },
    until(wanted) {
      const isThere = () => (typeof wanted === 'string' ? received.includes(wanted) : wanted.test(received));
      const found = new Promise<string>((resolve, reject) => {
        const look = () => {
          if (isThere()) resolve(received);
          else if (socket.destroyed) reject(new Error(`closed before ${String(wanted)}: ${received.slice(0, 400)}`));
          else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      });
      return within(`${String(wanted)} on the wire`, found);
    },
    async closed(deadlineMs) {
      await within('the server to close the connection', ended, deadlineMs);
      return received;
    },
  };
}

export interface Upgrade {
  path?: string;
  /** Header name → value; `undefined` leaves one of the usual ones out. */
  headers?: Record<string, string | undefined>;
}

const SOCKET_PATH = '/socket.io/?EIO=4&transport=websocket';

/** The text of an upgrade request. */
export function upgradeRequest(url: string, {path = SOCKET_PATH, headers = {}}: Upgrade = {}): string {
  const all: Record<string, string | undefined> = {
    Host: new URL(url).host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': Buffer.from('sixteen bytes ok').toString('base64'),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

export interface Frame {
  /** 1 text, 2 binary, 0 continuation, 8 close, 9 ping. */
  opcode?: number;
  payload?: string | Uint8Array;
  isFinal?: boolean;
  isMasked?: boolean;
  /** The three reserved bits; 4 says compressed. */
  reserved?: number;
  /** Said instead of the real length. */
  declaredLength?: bigint;
}

export function frame(given: Frame | string): Buffer {
  const {
    opcode = 1,
    payload = '',
    isFinal = true,
    isMasked = true,
    reserved = 0,
    declaredLength,
  } = typeof given === 'string' ? {payload: given} : given;
  const body = Buffer.from(payload as string);
  const length = declaredLength ?? BigInt(body.length);
  const maskBit = isMasked ? 0x80 : 0;
  const head = [(isFinal ? 0x80 : 0) | (reserved << 4) | opcode];
  if (length < 126n) head.push(maskBit | Number(length));
  else if (length < 65_536n) head.push(maskBit | 126, Number(length) >> 8, Number(length) & 0xff);
  else head.push(maskBit | 127, ...Array.from({length: 8}, (_, at) => Number((length >> BigInt(56 - 8 * at)) & 0xffn)));
  const mask = isMasked ? [0x11, 0x22, 0x33, 0x44] : [];
  return Buffer.concat([
    Buffer.from([...head, ...mask]),
    isMasked ? body.map((byte, at) => byte ^ (mask[at % 4] ?? 0)) : body,
  ]);
}

/** A line on which frames may be sent. */
export async function rawWebSocket(url: string, upgrade: Upgrade = {}, localAddress?: string): Promise<RawLine> {
  const line = await rawLine(url, localAddress);
  line.write(upgradeRequest(url, upgrade));
  await line.until(/^HTTP\/1\.1 101[^]*\r\n\r\n[^]*"sid"/);
  return line;
}

/** One that also passed the handshake of socket.io. */
export async function rawSocketIo(url: string, auth: object, localAddress?: string): Promise<RawLine> {
  const line = await rawWebSocket(url, {}, localAddress);
  line.write(frame(`40${JSON.stringify(auth)}`));
  await line.until(/40\{"sid"/);
  return line;
}

/** The code with which the server closed the WebSocket; absent when it only closed the connection. */
export function closeCodeOf(received: string): number | undefined {
  const bytes = Buffer.from(received, 'latin1');
  for (let at = bytes.length - 2; at > 0; at--) {
    const length = bytes[at + 1] ?? 0;
    if (bytes[at] === 0x88 && length >= 2 && at + 2 + length === bytes.length) return bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
