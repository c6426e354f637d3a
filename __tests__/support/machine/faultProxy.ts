/**
 * A bad network for one server: delays, trickles, stalls, loses, holds and cuts TCP connections on 127.0.0.1, switched while it
 * runs.
 */
import {connect, createServer, type AddressInfo, type Socket} from 'node:net';
import {openPipe, type Pipe, type PipeEnd} from './faultPipe.ts';
import {resetSocket} from '../hostile/resetSocket.ts';

/** `up` is towards the server. */
export type Direction = 'up' | 'down';

/** What happens to bytes on their way in one direction; nothing given means nothing happens. */
export interface Weather {
  delayMs?: number;
  /** Of all chunks, this share (0 to 1) waits `stallMs` longer. */
  stallShare?: number;
  stallMs?: number;
  bytesPerSecond?: number;
  /** Bytes are kept back and come later, in order: a line that is silent but stands. */
  isHeld?: boolean;
  /** Bytes are gone. The connection cannot be used afterwards: `heal` resets those that lost something. */
  isLost?: boolean;
}

/** Ends a connection when so many bytes have passed in one direction. */
export interface Cut {
  direction: Direction;
  /** Counted down; connections that share one cut are counted as one stream. */
  bytes: number;
  /** `reset` loses what is in the other side's buffers; with `close` exactly `bytes` arrive. */
  ending: 'reset' | 'close';
}

export interface FaultProxyOptions {
  /** 0 to below 1; give a seeded one for runs that can be repeated. */
  random?: () => number;
  /** Asked for each new connection, which are counted from 0. */
  cutFor?: (connection: number) => Cut | undefined;
}

export interface FaultProxy {
  readonly port: number;
  readonly url: string;
  /** The server's port from now on; connections that stand are not touched. */
  aim(targetPort: number): void;
  setWeather(direction: Direction, weather: Weather): void;
  /** Good weather both ways; connections that lost bytes are reset. */
  heal(): void;
  setCuts(cutFor: FaultProxyOptions['cutFor']): void;
  /** Resets every connection; returns how many. */
  resetAll(): number;
  /** New connections are reset at once. */
  refuse(isRefusing: boolean): void;
  openCount(): number;
  /** Connections so far. */
  acceptedCount(): number;
  /** Connections that a `Cut` ended so far. */
  cutCount(): number;
  /** Bytes handed on so far in one direction, over all connections. */
  passedBytes(direction: Direction): number;
  close(): Promise<void>;
}

interface Link {
  client: Socket;
  server: Socket;
  pipes: Record<Direction, Pipe>;
}

/** Small, seeded, good enough for faults: the same number gives the same storm. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export async function openFaultProxy(targetPort: number, options: FaultProxyOptions = {}): Promise<FaultProxy> {
  const random = options.random ?? Math.random;
  const weather: Record<Direction, Weather> = {up: {}, down: {}};
  const links = new Set<Link>();
  const counts = {accepted: 0, cut: 0, up: 0, down: 0};
  let target = targetPort;
  let cutFor = options.cutFor;
  let isRefusing = false;

  const onConnection = (client: Socket) => {
    const cut = cutFor?.(counts.accepted);
    counts.accepted++;
    client.on('error', ignore);
    if (isRefusing) return resetSocket(client);
    const server = connect({host: '127.0.0.1', port: target, allowHalfOpen: true, noDelay: true}).on('error', ignore);
    const end = (how: PipeEnd) => {
      if (!links.delete(link)) return;
      if (how === 'cut') counts.cut++;
      for (const socket of [client, server]) {
        if (how === 'close') socket.destroy();
        else resetSocket(socket);
      }
    };
    const pipe = (direction: Direction, [from, to]: [Socket, Socket]) =>
      openPipe({
        from,
        to,
        weather: () => weather[direction],
        random,
        ...(cut?.direction === direction && {cut}),
        onPassed: bytes => void (counts[direction] += bytes),
        onEnd: end,
      });
    const link: Link = {
      client,
      server,
      pipes: {up: pipe('up', [client, server]), down: pipe('down', [server, client])},
    };
    links.add(link);
    // One side is gone without a word (a killed process resets or closes): so is the other.
    client.on('close', () => end('close'));
    server.on('close', hadError => (hadError ? end('reset') : link.pipes.down.finish(() => end('close'))));
  };

  const listener = createServer({allowHalfOpen: true, noDelay: true}, onConnection);
  await new Promise<void>((resolve, reject) => listener.once('error', reject).listen(0, '127.0.0.1', resolve));
  const {port} = listener.address() as AddressInfo;
  const wake = () => links.forEach(({pipes}) => (pipes.up.wake(), pipes.down.wake()));
  const reset = (which: Iterable<Link>) => {
    const ended = [...which];
    for (const link of ended) {
      links.delete(link);
      resetSocket(link.client);
      resetSocket(link.server);
    }
    return ended.length;
  };
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    aim: newTarget => void (target = newTarget),
    setWeather(direction, newWeather) {
      weather[direction] = newWeather;
      wake();
    },
    heal() {
      weather.up = {};
      weather.down = {};
      reset([...links].filter(({pipes}) => pipes.up.hasLost() || pipes.down.hasLost()));
      wake();
    },
    setCuts: newCutFor => void (cutFor = newCutFor),
    resetAll: () => reset(links),
    refuse: refusing => void (isRefusing = refusing),
    openCount: () => links.size,
    acceptedCount: () => counts.accepted,
    cutCount: () => counts.cut,
    passedBytes: direction => counts[direction],
    close() {
      reset(links);
      return new Promise(resolve => listener.close(() => resolve()));
    },
  };
}

const ignore = () => undefined;
