/**
 * Hole punching when one NAT is symmetric: one side opens many ports, the other probes ports (birthday attack). The roles
 * alternate, because neither side knows which NAT is symmetric.
 */
import {randomInt} from 'node:crypto';
import {connect, type Socket} from 'node:net';
import type {Candidate} from '../../shared/peer/signal.ts';

export interface PortSearch {
  /** The local port whose public address the other side knows. */
  localPort: number;
  to: Candidate;
  /** True when this side holds ports first, and the other side probes. */
  holdsFirst: boolean;
}

/** Number of connections of the holding side, each from its own port. */
const HELD_MAX = 256;
/** Number of ports that the other side probes: with 256 of 64,512 ports open, all are missed once in 2,500 times. */
const TRIED_MAX = 2_000;
/** Concurrent probes, and the timeout of each, which covers the longest round trip. */
const TRYING_MAX = 256;
const TRY_MS = 400;
const STEP_MS = 50;
const STEP_HELD = 64;
const STEP_TRIED = 32;
/** Milliseconds per role: all ports, the last answer, and a different start on both sides. */
const PART_MS = 4_500;
/** Maximum incoming connections to check; others may connect, too. */
const CONNECTED_MAX = 16;
/** Some NATs assign ports in order, so those near the last seen one are probed first. */
const ABOVE = 300;
const BELOW = 50;
const PORT_MIN = 1_024;
const PORT_MAX = 65_535;

/** Minimum milliseconds between two searches at one address: after a stopped one, and after one without result. */
const PAUSE_MS = 30_000;
const FRUITLESS_PAUSE_MS = 10 * 60_000;
const ADDRESSES_MAX = 1_000;

export interface PortSearches {
  /**
   * One search at a time, and not repeatedly at one address, so that nobody is scanned or flooded.
   * @returns a function that stops the search and leaves established connections open; `undefined` when no search may start
   * now
   */
  begin(search: PortSearch, onConnected: (socket: Socket) => void, onFruitless: () => void): (() => void) | undefined;
}

export function createPortSearches(nowMs = () => performance.now()): PortSearches {
  const nextAtMs = new Map<string, number>();
  let isRunning = false;
  return {
    begin(search, onConnected, onFruitless) {
      const {address} = search.to;
      const beganMs = nowMs();
      if (isRunning || beganMs < (nextAtMs.get(address) ?? 0)) return undefined;
      for (const [known, atMs] of nextAtMs) if (atMs <= beganMs) nextAtMs.delete(known);
      if (nextAtMs.size >= ADDRESSES_MAX) return undefined;
      nextAtMs.set(address, beganMs + PAUSE_MS);
      isRunning = true;
      const stop = searchPorts(search, onConnected, () => {
        isRunning = false;
        nextAtMs.set(address, beganMs + FRUITLESS_PAUSE_MS);
        onFruitless();
      });
      let isStopped = false;
      return () => {
        if (isStopped) return;
        isStopped = true;
        stop();
        isRunning = false;
      };
    },
  };
}

/** @returns a function that stops the search */
function searchPorts(
  {localPort, to, holdsFirst}: PortSearch,
  onConnected: (socket: Socket) => void,
  onOver: () => void,
): () => void {
  const sockets = new Set<Socket>();
  const ports = portsAround(to.port);
  const beganMs = performance.now();
  let connected = 0;
  let held = 0;
  const drop = (socket: Socket) => {
    sockets.delete(socket);
    socket.destroy();
  };
  const dial = (options: {port: number; localPort?: number}): Socket => {
    const socket = connect({host: to.address, ...options});
    sockets.add(socket);
    const failed = ({code}: NodeJS.ErrnoException) => {
      drop(socket);
      // The process has reached its limit of open files: stop.
      if (code === 'EMFILE' || code === 'ENFILE') end();
    };
    socket.once('error', failed).once('connect', () => {
      sockets.delete(socket);
      socket.off('error', failed);
      if (++connected <= CONNECTED_MAX) onConnected(socket);
      else socket.destroy();
    });
    return socket;
  };
  const hold = () => {
    for (let count = 0; count < STEP_HELD && held < HELD_MAX; count++, held++) dial({port: to.port});
  };
  const tryNext = () => {
    for (let count = 0; count < STEP_TRIED && sockets.size < TRYING_MAX; count++) {
      const {value: port} = ports.next();
      if (port === undefined) return;
      const socket = dial({port, localPort});
      setTimeout(() => sockets.has(socket) && drop(socket), TRY_MS).unref();
    }
  };
  let isHolding = holdsFirst;
  const step = setInterval(() => {
    const part = Math.floor((performance.now() - beganMs) / PART_MS);
    if (part > 1) return end();
    if (isHolding !== ((part === 0) === holdsFirst)) {
      isHolding = !isHolding;
      for (const socket of sockets) drop(socket);
    }
    if (isHolding) hold();
    else tryNext();
  }, STEP_MS);
  let isOver = false;
  const stop = () => {
    isOver = true;
    clearInterval(step);
    for (const socket of sockets) drop(socket);
  };
  const end = () => {
    if (isOver) return;
    stop();
    onOver();
  };
  return stop;
}

/** Ports to probe around the last seen one, each once. */
function* portsAround(seen: number): Generator<number, undefined> {
  const tried = new Set<number>();
  const isNew = (port: number) => port >= PORT_MIN && port <= PORT_MAX && !tried.has(port);
  for (let port = seen - BELOW; port <= seen + ABOVE; port++) {
    if (!isNew(port)) continue;
    tried.add(port);
    yield port;
  }
  while (tried.size < TRIED_MAX) {
    const port = randomInt(PORT_MIN, PORT_MAX + 1);
    if (!isNew(port)) continue;
    tried.add(port);
    yield port;
  }
}
