/** A WebSocket spoken by hand, to say what no library would. */
import {randomBytes} from 'node:crypto';
import {connect, type Socket} from 'node:net';
import {within} from '../suite/deadline.ts';

export interface RawSocket {
  readonly tcp: Socket;
  /** One masked text frame; a number of bytes given larger than the text promises more than comes. */
  send(text: string, options?: {opcode?: number; lengthBytes?: number; isMasked?: boolean}): void;
  /** Resolves when the text was received; frames are not told apart. */
  expect(text: string): Promise<void>;
  readonly closed: Promise<void>;
}

const CLOSE_FRAME = 0x88;

const hostOf = (url: string) => ({host: new URL(url).hostname, port: Number(new URL(url).port)});

/** Sends bytes over TCP and resolves with all that comes back until the end. */
export async function rawHttp(url: string, request: string): Promise<string> {
  const tcp = connect(hostOf(url));
  let received = '';
  tcp.on('data', chunk => (received += chunk.toString('latin1')));
  tcp.on('error', () => {});
  tcp.write(request);
  await within('the end of a connection', new Promise<void>(resolve => tcp.once('close', () => resolve())));
  return received;
}

export async function rawSocket(url: string): Promise<RawSocket> {
  const tcp = connect(hostOf(url));
  let received = '';
  const waiting = new Set<() => void>();
  tcp.on('data', chunk => {
    received += chunk.toString('latin1');
    for (const look of waiting) look();
    // The other side has sent a close frame.
    if (chunk[0] === CLOSE_FRAME) tcp.end();
  });
  tcp.on('error', () => {});
  const closed = new Promise<void>(resolve => tcp.once('close', () => resolve()));
  const expectText = (text: string) =>
    within(
      `the text ${text}`,
      new Promise<void>(resolve => {
        const look = () => {
          if (!received.includes(text)) return;
          waiting.delete(look);
          received = received.slice(received.indexOf(text) + text.length);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    );
  tcp.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  await expectText('\r\n\r\n');
  return {
    tcp,
    closed,
    expect: expectText,
    send: (text, options = {}) => void tcp.write(frame(text, options)),
  };
}

function frame(
  text: string,
  {opcode = 1, lengthBytes, isMasked = true}: NonNullable<Parameters<RawSocket['send']>[1]>,
): Buffer {
  const body = Buffer.from(text);
  const length = lengthBytes ?? body.length;
  const mask = randomBytes(4);
  const head = length < 126 ? Buffer.from([0, length]) : Buffer.alloc(10);
  if (length >= 126) {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  head[0] = 0x80 | opcode;
  if (!isMasked) return Buffer.concat([head, body]);
  head[1] = (head[1] ?? 0) | 0x80;
  return Buffer.concat([head, mask, body.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}
