/** A search for a port of somebody else's NAT: one at a time, and not again and again at one address. */
import {createServer, type Socket} from 'node:net';
import {afterEach, describe, expect, test} from '@jest/globals';
import {createPortSearches} from '../../src/client/peer/portSearch.ts';
import {openLinkListener} from '../../src/client/peer/link.ts';
import {parseFileSignal} from '../../src/shared/peer/fileSignal.ts';
import {parseSignal} from '../../src/shared/peer/signal.ts';
import {cleanUp, onCleanUp} from '../support/program.ts';
import {world, type Person} from '../support/world.ts';

afterEach(cleanUp);

const none = () => undefined;

describe('B335 a search for ports', () => {
  test('runs alone, and waits before it goes to the same address again', () => {
    let nowMs = 0;
    const searches = createPortSearches(() => nowMs);
    const begin = (address: string, onFruitless = none) =>
      searches.begin({localPort: 0, to: {address, port: 40_000}, holdsFirst: true}, none, onFruitless);
    const stop = begin('127.0.0.1');
    expect(begin('127.0.0.2')).toBeUndefined();
    stop?.();
    expect(begin('127.0.0.1')).toBeUndefined();
    const other = begin('127.0.0.2');
    expect(other).toBeDefined();
    // Stopped twice, it does not stop what has begun meanwhile.
    stop?.();
    expect(begin('127.0.0.3')).toBeUndefined();
    other?.();
    nowMs = 29_999;
    expect(begin('127.0.0.1')).toBeUndefined();
    nowMs = 30_000;
    begin('127.0.0.1')?.();
  });

  test('hands on few of many connections to somebody who answers on every port, and closes the others', async () => {
    const open = new Set<Socket>();
    let most = 0;
    const server = createServer(socket => {
      open.add(socket);
      most = Math.max(most, open.size);
      socket.on('error', none).on('close', () => open.delete(socket));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    onCleanUp(() => void server.close());
    const {port} = server.address() as {port: number};
    const handed: Socket[] = [];
    const stop = createPortSearches().begin(
      {localPort: 0, to: {address: '127.0.0.1', port}, holdsFirst: true},
      socket => void handed.push(socket.on('error', none)),
      none,
    );
    // Until all that are opened have come.
    let came = 0;
    await new Promise<void>(resolve => server.on('connection', () => ++came === 256 && resolve()));
    stop?.();
    expect(handed).toHaveLength(16);
    for (const socket of handed) socket.destroy();
    expect(most).toBeLessThanOrEqual(256);
  });

  test('begins at no address but the one where the server sees the other side', async () => {
    const began: string[] = [];
    const searches = {
      begin: ({to}: {to: {address: string}}) => {
        began.push(to.address);
        return undefined;
      },
    };
    const one = await world();
    const place = {hasLoopback: false, searches, server: {serverUrl: one.url}};
    const meet = async (seenAt: string | undefined) => {
      const listener = await openLinkListener(place);
      // Of a network that nobody has.
      const other = {candidates: [{address: '198.51.100.7', port: 40_000}], dialsFrom: 0, seenAt};
      const known = {sessionId: 'a'.repeat(22), psk: Buffer.alloc(32), isAsker: true};
      await expect(listener.connect({...known, ...other})).rejects.toMatchObject({code: 'direct-failed'});
    };
    await Promise.all([undefined, '198.51.100.8', '198.51.100.7'].map(meet));
    expect(began).toEqual(['198.51.100.7']);
  });

  test('ends with its meeting', async () => {
    const listener = await openLinkListener({hasLoopback: true});
    const met = listener.connect({sessionId: 'a'.repeat(22), psk: Buffer.alloc(32), candidates: [], isAsker: true});
    listener.close();
    await expect(met).rejects.toMatchObject({code: 'direct-failed'});
  });
});

test('B336 the address of who signals comes from the server alone, and only where they let it be told', async () => {
  const one = await world();
  const [mallory, {token}] = (await one.people('mallory', 'bob')) as [Person, Person];
  const bob = await one.device({token, capabilities: ['direct']});
  await bob.request('sessionOpen', {});
  await mallory.request('directOpen', {name: 'bob'});
  const body = JSON.stringify({type: 'want', fileId: one.newId(), seenAt: '198.51.100.7'});
  const tell = {name: 'bob', sessionId: one.newId(), body};
  await mallory.request('signalSend', tell);
  expect(await bob.next('signalReceived')).not.toHaveProperty('seenAt');
  await mallory.request('signalSend', {...tell, showsAddress: true});
  expect(await bob.next('signalReceived', ({seenAt}) => seenAt !== undefined)).toMatchObject({seenAt: '127.0.0.1'});
  const way = {publicKey: 'a'.repeat(43), candidates: [], seenAt: '198.51.100.7'};
  expect(parseFileSignal(JSON.stringify({type: 'come', ...way}))).not.toHaveProperty('seenAt');
  expect(parseSignal(JSON.stringify({type: 'offer', ...way}))).not.toHaveProperty('seenAt');
});
