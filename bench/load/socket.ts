/** One raw WebSocket speaking socket.io's text packets, cheap enough that a thousand of them do not limit what is measured. */
import {randomBytes} from 'node:crypto';
import {connect, type Socket} from 'node:net';

export interface LoadSocket {
  /** Sends one text packet. */
  send(text: string): void;
  /** Resolves when a packet that begins with `start` arrives; with the packet. */
  expect(start: string): Promise<string>;
  /** Called with every chunk as it arrives, WebSocket framing included. */
  onChunk: (chunk: Buffer) => void;
  /** Called with every packet that begins with `43`, the acknowledgements. */
  onAck: (packet: Buffer) => void;
  readonly isOpen: boolean;
  close(): void;
}

/** RFC 6455 §5.2: a masked text frame; the key 0 masks nothing and costs nothing. */
function frame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 6 : 8;
  const bytes = Buffer.alloc(head + length);
  bytes[0] = 0x81;
  if (length < 126) bytes[1] = 0x80 | length;
  else {
    bytes[1] = 0x80 | 126;
    bytes.writeUInt16BE(length, 2);
  }
  bytes.write(text, head);
  return bytes;
}

/** Cuts a byte stream into frames; hands out only what `wants` asks for, so that long ones are not copied. */
function frames(onFrame: (payload: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let skip = 0;
  return chunk => {
    if (skip >= chunk.length) {
      skip -= chunk.length;
      return;
    }
    let bytes = skip > 0 ? chunk.subarray(skip) : rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    skip = 0;
    rest = Buffer.alloc(0);
    for (;;) {
      if (bytes.length < 4) break;
      const short = bytes[1]! & 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (bytes.length < head + 2) break;
      const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
      const isEvent = length > 2 && bytes[head] === 0x34 && bytes[head + 1] === 0x32; // "42"
      if (bytes.length < head + length) {
        if (!isEvent) break;
        skip = head + length - bytes.length;
        return;
      }
      if (!isEvent) onFrame(bytes.subarray(head, head + length));
      bytes = bytes.subarray(head + length);
      if (bytes.length === 0) return;
      if (bytes.length === 1) break;
    }
    rest = bytes;
  };
}

export async function openLoadSocket(port: number): Promise<LoadSocket> {
  const socket: Socket = connect({host: '127.0.0.1', port, noDelay: true});
  const waiting: {start: string; resolve(packet: string): void; reject(error: Error): void}[] = [];
  const seen: string[] = [];
  let isOpen = true;

  const take = (packet: string) => {
    const index = waiting.findIndex(one => packet.startsWith(one.start));
    if (index >= 0) waiting.splice(index, 1)[0]!.resolve(packet);
    else seen.push(packet.slice(0, 200));
  };
  const self: LoadSocket = {
    send: text => void socket.write(frame(text)),
    expect: start =>
      new Promise((resolve, reject) => {
        const index = seen.findIndex(packet => packet.startsWith(start));
        if (index >= 0) resolve(seen.splice(index, 1)[0]!);
        else waiting.push({start, resolve, reject});
      }),
    onChunk: () => {},
    onAck: () => {},
    get isOpen() {
      return isOpen;
    },
    close: () => socket.destroy(),
  };

  const path = '/socket.io/?EIO=4&transport=websocket';
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  await new Promise<void>((resolve, reject) => {
    let head = '';
    const cut = frames(payload => {
      if (payload.length === 1 && payload[0] === 0x32) socket.write(frame('3'));
      else if (payload[0] === 0x34 && payload[1] === 0x33 && waiting.length === 0) self.onAck(payload);
      else take(payload.toString('utf8'));
    });
    socket.on('error', reject);
    socket.on('close', () => {
      isOpen = false;
      for (const one of waiting)
        one.reject(new Error(`closed while waiting for ${one.start}; seen: ${seen.join(' | ')}`));
    });
    const onHead = (chunk: Buffer) => {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!head.startsWith('HTTP/1.1 101')) return reject(new Error(head.slice(0, 200)));
      socket.off('data', onHead);
      socket.on('data', (bytes: Buffer) => {
        self.onChunk(bytes);
        cut(bytes);
      });
      const rest = Buffer.from(head.slice(end + 4), 'latin1');
      if (rest.length > 0) cut(rest);
      resolve();
    };
    socket.on('data', onHead);
  });
  await self.expect('0{');
  return self;
}
