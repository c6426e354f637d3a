/**
 * A network between two clients that can be made bad: stands before the server, puts a port of its own in place of each that one
 * client tells the other, and cuts, holds or refuses what comes there.
 */
import {connect, createServer, type Server, type Socket} from 'node:net';
import {onCleanUp} from '../program.ts';
import {resetSocket} from '../hostile/resetSocket.ts';

/** What becomes of one connection between the clients: after so many bytes of both directions it is cut, or nothing passes. */
export interface Fault {
  afterBytes: number;
  how: 'reset' | 'stall';
}

export interface DirectProxy {
  /** To be used as the server's. */
  url: string;
  /** Asked for each connection between the clients that passes bytes, counted from 0. */
  fault: (connection: number) => Fault | undefined;
  /** Nothing gets through to a client. */
  isBlocked: boolean;
  /** Ends what stands now. */
  cutAll(): void;
  /** Connections between the clients so far, and the bytes that passed on all of them. */
  connections: number;
  passedBytes: number;
  /** Connections that a `Fault` ended so far. */
  cuts: number;
  /** Bytes of file requests and everything else that went to the server. */
  serverBytes: number;
  close(): void;
}

/** Ports that are told at once. */
const DOORS = 64;
/** As `signalReceived` has it: JSON in a text of JSON, in a frame whose length must not change. */
const PORT = /(\\"port\\":)(\d{5})(?=[},])/g;

export async function directProxy(serverUrl: string): Promise<DirectProxy> {
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  const between = new Set<() => void>();
  const doorByPort = new Map<number, number>();
  const targetByDoor = new Map<number, number>();
  const doors: number[] = [];
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    return socket;
  };
  const listen = async (onSocket: (socket: Socket) => void, host?: string): Promise<number> => {
    const server = createServer(onSocket);
    servers.push(server);
    await new Promise<void>(resolve => server.listen({port: 0, ...(host !== undefined && {host})}, resolve));
    return (server.address() as {port: number}).port;
  };
  const {hostname, port} = new URL(serverUrl);
  const rewritten = (chunk: Buffer): Buffer => {
    const text = chunk.toString('latin1');
    if (!text.includes('\\"port\\":')) return chunk;
    return Buffer.from(
      text.replaceAll(PORT, (_whole, before: string, found: string) => `${before}${doorFor(Number(found))}`),
      'latin1',
    );
  };
  const doorFor = (target: number): number => {
    const known = doorByPort.get(target);
    if (known !== undefined) return known;
    // The oldest is given to the newest: whoever it was told for has met by now.
    const door = doors.shift() ?? target;
    doors.push(door);
    doorByPort.delete(targetByDoor.get(door) ?? 0);
    doorByPort.set(target, door);
    targetByDoor.set(door, target);
    return door;
  };
  const through = (outer: Socket, door: number) => {
    track(outer);
    const target = targetByDoor.get(door);
    if (target === undefined || proxy.isBlocked) return void outer.destroy();
    const inner = track(connect({host: '127.0.0.1', port: target}));
    let mine: number | undefined;
    let fault: Fault | undefined;
    let passed = 0;
    let isStalled = false;
    const cut = () => {
      for (const one of [outer, inner]) if (!one.destroyed) resetSocket(one);
    };
    between.add(cut);
    const hand = (from: Socket, to: Socket) => {
      from.on('data', (chunk: Buffer) => {
        if (mine === undefined) {
          mine = proxy.connections++;
          fault = proxy.fault(mine);
        }
        if (isStalled || proxy.isBlocked) return;
        const left = fault === undefined ? Infinity : fault.afterBytes - passed;
        const part = chunk.subarray(0, left);
        passed += part.length;
        proxy.passedBytes += part.length;
        if (part.length > 0 && !to.write(part)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
        if (chunk.length < left) return;
        if (!isStalled) proxy.cuts++;
        if (fault?.how === 'stall') isStalled = true;
        // What was passed on arrives before the end does.
        else to.write('', () => setImmediate(cut));
      });
      from.on('close', () => {
        between.delete(cut);
        to.end();
        to.destroySoon();
      });
    };
    hand(outer, inner);
    hand(inner, outer);
  };
  const outerPort = await listen(client => {
    track(client);
    const server = track(connect({host: hostname, port: Number(port)}));
    client.on('data', (chunk: Buffer) => {
      proxy.serverBytes += chunk.length;
      server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => client.write(rewritten(chunk)));
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroySoon());
  }, '127.0.0.1');
  const proxy: DirectProxy = {
    url: `http://127.0.0.1:${outerPort}`,
    fault: () => undefined,
    isBlocked: false,
    cutAll() {
      for (const cut of between) cut();
    },
    connections: 0,
    passedBytes: 0,
    cuts: 0,
    serverBytes: 0,
    close() {
      for (const socket of sockets) socket.destroy();
      for (const server of servers) server.close();
    },
  };
  for (let count = 0; count < DOORS; count++) {
    let door = 0;
    door = await listen(socket => through(socket, door));
    doors.push(door);
  }
  onCleanUp(() => proxy.close());
  return proxy;
}
