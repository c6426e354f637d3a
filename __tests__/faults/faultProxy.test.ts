/** The bad network itself: what it promises to do to bytes. */
import {once} from 'node:events';
import {connect, createServer, type AddressInfo, type Server, type Socket} from 'node:net';
import {afterEach, describe, expect, test} from '@jest/globals';
import {openFaultProxy, seededRandom, type FaultProxy, type FaultProxyOptions} from '../support/machine/faultProxy.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Answers every chunk with the same bytes. */
async function echo(): Promise<{port: number; server: Server; sockets: Socket[]}> {
  const sockets: Socket[] = [];
  const server = createServer(socket => {
    sockets.push(socket);
    socket.on('error', () => undefined).on('data', bytes => socket.write(bytes));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => (sockets.forEach(socket => socket.destroy()), server.close()));
  return {port: (server.address() as AddressInfo).port, server, sockets};
}

async function proxied(options: FaultProxyOptions = {}): Promise<{proxy: FaultProxy; sockets: Socket[]}> {
  const {port, sockets} = await echo();
  const proxy = await openFaultProxy(port, options);
  closers.push(() => proxy.close());
  return {proxy, sockets};
}

interface Caller {
  socket: Socket;
  received(): string;
  /** Resolves when so many bytes came back. */
  until(bytes: number): Promise<void>;
  /** Resolves with the error code, or an empty string for a clean end. */
  ended: Promise<string>;
}

function call(proxy: FaultProxy): Caller {
  const socket = connect(proxy.port, '127.0.0.1');
  let text = '';
  let code = '';
  socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code ?? 'unknown'));
  socket.on('data', bytes => (text += bytes.toString('latin1')));
  closers.push(() => socket.destroy());
  return {
    socket,
    received: () => text,
    ended: new Promise(resolve => socket.on('close', () => resolve(code))),
    until: bytes =>
      new Promise((resolve, reject) => {
        const look = () => text.length >= bytes && resolve();
        socket.on('data', look).on('close', () => reject(new Error(`closed after ${text.length} bytes`)));
        look();
      }),
  };
}

describe('the fault proxy', () => {
  test('hands on everything in good weather', async () => {
    const {proxy} = await proxied();
    const caller = call(proxy);
    caller.socket.write('x'.repeat(1_000_000));
    await caller.until(1_000_000);
    expect(caller.received()).toHaveLength(1_000_000);
    expect(proxy.openCount()).toBe(1);
  });

  test('delays both ways without changing the order', async () => {
    const {proxy} = await proxied();
    proxy.setWeather('up', {delayMs: 30});
    proxy.setWeather('down', {delayMs: 30});
    const caller = call(proxy);
    const startedMs = performance.now();
    caller.socket.write('one');
    await once(caller.socket, 'connect');
    caller.socket.write('two');
    await caller.until(6);
    expect(caller.received()).toBe('onetwo');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(55);
  });

  test('lets a trickle through at the rate that was asked for', async () => {
    const {proxy} = await proxied();
    proxy.setWeather('down', {bytesPerSecond: 2_000});
    const caller = call(proxy);
    const startedMs = performance.now();
    caller.socket.write('x'.repeat(400));
    await caller.until(400);
    const tookMs = performance.now() - startedMs;
    expect(tookMs).toBeGreaterThan(100);
    expect(tookMs).toBeLessThan(20_000);
  });

  test('holds bytes back and gives them out in order when the weather is good again', async () => {
    const {proxy, sockets} = await proxied();
    const caller = call(proxy);
    caller.socket.write('before');
    await caller.until(6);
    proxy.setWeather('down', {isHeld: true});
    caller.socket.write('held');
    await once(sockets[0]!, 'data');
    expect(caller.received()).toBe('before');
    proxy.heal();
    await caller.until(10);
    expect(caller.received()).toBe('beforeheld');
  });

  test('loses bytes one way only, and resets the connection when it heals', async () => {
    const {proxy, sockets} = await proxied();
    const caller = call(proxy);
    caller.socket.write('a');
    await caller.until(1);
    proxy.setWeather('down', {isLost: true});
    caller.socket.write('b');
    await once(sockets[0]!, 'data');
    const held = call(proxy);
    held.socket.write('c');
    await once(held.socket, 'connect');
    proxy.heal();
    await expect(caller.ended).resolves.toBe('ECONNRESET');
    expect(caller.received()).toBe('a');
  });

  test.each([0, 1, 700, 65_537])('cuts after exactly %i bytes', async bytes => {
    const {proxy} = await proxied({
      cutFor: count => (count === 0 ? {direction: 'down', bytes, ending: 'close'} : undefined),
    });
    const caller = call(proxy);
    caller.socket.write('x'.repeat(100_000));
    await caller.ended;
    expect(caller.received()).toHaveLength(bytes);
    expect(proxy.cutCount()).toBe(1);
    const next = call(proxy);
    next.socket.write('x'.repeat(100_000));
    await next.until(100_000);
    expect(next.received()).toHaveLength(100_000);
  });

  test('resets what stands and refuses what comes', async () => {
    const {proxy} = await proxied();
    const caller = call(proxy);
    caller.socket.write('a');
    await caller.until(1);
    proxy.refuse(true);
    expect(proxy.resetAll()).toBe(1);
    await expect(caller.ended).resolves.toBe('ECONNRESET');
    await expect(call(proxy).ended).resolves.toBe('ECONNRESET');
    expect(proxy.openCount()).toBe(0);
  });

  test('counts nothing as handed on that nobody was there to take', async () => {
    const {proxy, sockets} = await proxied();
    proxy.setWeather('down', {bytesPerSecond: 1_000});
    const caller = call(proxy);
    caller.socket.write('x'.repeat(100_000));
    await caller.until(1);
    caller.socket.resetAndDestroy();
    await once(sockets[0]!, 'close');
    const before = proxy.passedBytes('down');
    // Longer on its way than the next piece of the trickle.
    proxy.setWeather('down', {delayMs: 200});
    const next = call(proxy);
    next.socket.write('y');
    await next.until(1);
    expect(proxy.passedBytes('down') - before).toBe(1);
  });

  test('closes the caller when the server behind it is gone', async () => {
    const {proxy, sockets} = await proxied();
    const caller = call(proxy);
    caller.socket.write('a');
    await caller.until(1);
    sockets[0]!.destroy();
    await expect(caller.ended).resolves.toBe('');
  });

  test('makes the same storm from the same seed', () => {
    const one = seededRandom(7);
    const other = seededRandom(7);
    const numbers = Array.from({length: 100}, () => one());
    expect(Array.from({length: 100}, () => other())).toStrictEqual(numbers);
    expect(new Set(numbers).size).toBe(100);
    expect(numbers.every(number => number >= 0 && number < 1)).toBe(true);
  });
});
