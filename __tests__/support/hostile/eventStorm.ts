/** A line on which live events come late, twice, in another order or not at all, while answers come as they are. */
import {connect, createServer, type AddressInfo, type Socket} from 'node:net';
import {within} from '../suite/deadline.ts';

/** What becomes of one event; a late one comes after so many later ones. */
export type Fate = 'pass' | 'drop' | 'double' | {lateBy: number};

export interface EventStorm {
  readonly url: string;
  /** For the coming events, in order; afterwards everything passes. */
  plan(fates: readonly Fate[]): void;
  /** What was held back comes now, each line's in one write. */
  release(): void;
  /** After so many events have come through, all else is held back until it is released. */
  holdAfter(events: number): void;
  /** Resolves when so many frames are held back. */
  untilHeld(frames: number): Promise<void>;
  close(): Promise<void>;
}

const EVENT = '42["entriesAppended"';

export async function openEventStorm(targetPort: number): Promise<EventStorm> {
  let fates: Fate[] = [];
  /** Events that still come through; undefined where nothing is held back. */
  let passing: number | undefined;
  let held = 0;
  const looks = new Set<() => void>();
  const lines = new Set<{release(): void; end(): void}>();
  const onConnection = (client: Socket) => {
    const server = connect(targetPort, '127.0.0.1');
    const late: {frame: Buffer; events: number}[] = [];
    const behind: Buffer[] = [];
    const release = () => {
      client.write(Buffer.concat([...late.splice(0).map(({frame}) => frame), ...behind.splice(0)]));
    };
    const write = (frame: Buffer) => {
      if (passing !== 0) return void client.write(frame);
      behind.push(frame);
      held++;
      for (const look of looks) look();
    };
    const deliver = (frame: Buffer, fate: Fate) => {
      for (const one of late) one.events--;
      if (typeof fate === 'object') late.push({frame, events: fate.lateBy});
      else for (let count = {pass: 1, drop: 0, double: 2}[fate]; count > 0; count--) write(frame);
      for (const due of late.filter(one => one.events < 0)) {
        late.splice(late.indexOf(due), 1);
        write(due.frame);
      }
      if (passing !== undefined && passing > 0 && fate !== 'drop') passing--;
    };
    const take = splitFrames((frame, text) => {
      if (text.startsWith(EVENT)) deliver(frame, fates.shift() ?? 'pass');
      else write(frame);
    });
    const end = () => {
      lines.delete(line);
      client.destroy();
      server.destroy();
    };
    const line = {release, end};
    lines.add(line);
    client.on('data', bytes => server.write(bytes));
    server.on('data', take);
    for (const socket of [client, server]) socket.on('error', end).on('close', end);
  };
  const listener = createServer({noDelay: true}, onConnection);
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    plan: newFates => void (fates = [...newFates]),
    release() {
      passing = undefined;
      held = 0;
      for (const line of lines) line.release();
    },
    holdAfter: events => void (passing = events),
    untilHeld: frames =>
      within(
        `${frames} frames held back`,
        new Promise(resolve => {
          const look = () => {
            if (held < frames) return;
            looks.delete(look);
            resolve();
          };
          looks.add(look);
          look();
        }),
      ),
    close() {
      for (const line of lines) line.end();
      return new Promise(resolve => listener.close(() => resolve()));
    },
  };
}

/**
 * Calls back for each WebSocket frame from a server (never masked); what comes before them, the handshake, is one "frame" with an
 * empty text.
 */
function splitFrames(onFrame: (frame: Buffer, text: string) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0);
  let hasShakenHands = false;
  return bytes => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      const length = hasShakenHands ? frameLength(rest) : handshakeLength(rest);
      if (length === undefined || length.total > rest.length) return;
      const frame = rest.subarray(0, length.total);
      rest = rest.subarray(length.total);
      onFrame(frame, hasShakenHands ? frame.subarray(length.head).toString('utf8') : '');
      hasShakenHands = true;
    }
  };
}

interface FrameLength {
  head: number;
  total: number;
}

function handshakeLength(bytes: Buffer): FrameLength | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  return end === -1 ? undefined : {head: 0, total: end + 4};
}

function frameLength(bytes: Buffer): FrameLength | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes[1]! & 0x7f;
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head) return undefined;
  const body = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  return {head, total: head + body};
}
