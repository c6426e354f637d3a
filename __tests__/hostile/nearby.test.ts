/**
 * Multicast DNS on a network with somebody hostile in it: raw datagrams to whoever looks and to whoever announces themselves. The
 * network is the loopback interface with its sixteen million addresses, on a port of the test's own.
 */
import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
import {networkInterfaces} from 'node:os';
import {setTimeout as delay} from 'node:timers/promises';
import {afterEach, describe, expect, test} from '@jest/globals';
import type {Announcement} from '../../src/shared/nearby/announcement.ts';
import {openAnnouncing} from '../../src/shared/nearby/announcing.ts';
import {question, readAnnouncements, toMessage} from '../../src/shared/nearby/dnsMessages.ts';
import {look, type Nearby} from '../../src/shared/nearby/looking.ts';
import {networkOf} from '../../src/shared/nearby/networks.ts';
import {busyMs} from '../support/suite/busyTime.ts';
import {hostileTexts} from '../support/hostile/hostileText.ts';

const GROUP = '224.0.0.251';
const AGAIN_MS = 100;
/** Within a second there is room again. */
const FLOODED_ROUNDS = 12;
const OFFICE: Announcement = {
  kind: 'server',
  name: 'office',
  port: 7420,
  isEncrypted: true,
  fingerprint: 'NSCJxJyRKbRuByO8CsNxZ1IukokTCHihHNQOANUGEbI',
  registration: 'invite',
};

const loopback = Object.entries(networkInterfaces()).find(([, all]) => all?.some(one => one.address === '127.0.0.1'));
const network = networkOf(loopback?.[0] ?? '', loopback?.[1] ?? [], 'IPv4');
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function bound(port: number, address: string): Promise<Socket> {
  const socket = createSocket({type: 'udp4', reuseAddr: true});
  sockets.push(socket);
  socket.bind({port, address});
  await once(socket, 'listening');
  socket.setMulticastInterface('127.0.0.1');
  return socket;
}

/** A port of UDP that nobody has. */
async function freePort(): Promise<number> {
  return (await bound(0, '127.0.0.1')).address().port;
}

interface Attacker {
  say(bytes: Buffer): Promise<void>;
}

async function attackerAt(port: number, address = '127.0.0.66'): Promise<Attacker> {
  const socket = await bound(port, address);
  return {say: bytes => new Promise(done => socket.send(bytes, targetPort, GROUP, () => setImmediate(done)))};
}

let targetPort = 0;

/** What is found while the attacker does something; a server that means well announces itself in the end. */
async function foundDuring(attack: (port: number) => Promise<void>, rounds = 1): Promise<Nearby> {
  targetPort = await freePort();
  const ended = new AbortController();
  const looking = look({forMs: 60_000, signal: ended.signal, port: targetPort, networks: () => [network!]});
  const office = await attackerAt(targetPort, '127.0.0.9');
  await attack(targetPort);
  // As whoever is asked again.
  for (let round = 0; round < rounds; round++) {
    await office.say(said(OFFICE, ['127.0.0.9'], 'office'));
    await delay(AGAIN_MS);
  }
  ended.abort();
  return looking;
}

let labels = 0;
const said = (announcement: Announcement, addresses: readonly string[] = ['127.0.0.9'], label?: string): Buffer =>
  toMessage({label: label ?? `label-${labels++}`, announcement}, addresses);

const namesOf = ({servers}: Nearby): string[] => servers.map(({name}) => name);

describe('nearby', () => {
  test('B310 datagrams cut at every byte, with every byte changed, or of nothing but noise are passed over', async () => {
    const whole = said({...OFFICE, name: 'cut'});
    const found = await foundDuring(async port => {
      const attacker = await attackerAt(port);
      for (let length = 0; length < whole.length; length += 7) await attacker.say(whole.subarray(0, length));
      await attacker.say(Buffer.alloc(9_000, 0xff));
      await attacker.say(Buffer.alloc(65_000));
    });
    expect(namesOf(found)).toEqual(['office']);
    // Everywhere, and faster than over a socket.
    for (let length = 0; length < whole.length; length++)
      expect(readAnnouncements(whole.subarray(0, length))).toEqual([]);
    for (let at = 0; at < whole.length; at++)
      for (const value of [0, 0x3f, 0xc0, 0xff]) {
        const changed = Buffer.from(whole);
        changed[at] = value;
        for (const {announcement} of readAnnouncements(changed)) expect(announcement.name.length).toBeLessThan(64);
      }
  });

  test('B310 names that point at themselves or in circles, and counts that lie, cost nothing', async () => {
    const circle = Buffer.concat([
      Buffer.from('000084000000000100000000', 'hex'),
      Buffer.from('c00c', 'hex'),
      Buffer.alloc(10),
    ]);
    const forward = Buffer.concat([
      Buffer.from('000084000000000100000000', 'hex'),
      Buffer.from('c020', 'hex'),
      Buffer.alloc(40),
    ]);
    // Each name leads through all before it.
    const chain = Buffer.alloc(8_990);
    Buffer.from('000084000000007f00000000', 'hex').copy(chain);
    for (let at = 14; at < chain.length - 1; at += 2) chain.writeUInt16BE(0xc000 | Math.min(at - 2, 0x3fff), at);
    const counts = Buffer.from('00008400ffffffffffffffff', 'hex');
    const readAll = () => {
      for (const bytes of [circle, forward, chain, counts]) expect(readAnnouncements(bytes)).toEqual([]);
    };
    expect(busyMs(readAll)).toBeLessThan(500);
    const found = await foundDuring(async port => {
      const attacker = await attackerAt(port);
      for (const bytes of [circle, forward, chain, counts]) await attacker.say(bytes);
    });
    expect(namesOf(found)).toEqual(['office']);
  });

  test('B311 ten thousand announcements of one machine leave room for those of others', async () => {
    const found = await foundDuring(async port => {
      const attacker = await attackerAt(port);
      for (let at = 0; at < 10_000; at++) await attacker.say(said({...OFFICE, name: `flood ${at}`}, [], `flood-${at}`));
    }, FLOODED_ROUNDS);
    expect(namesOf(found)).toContain('office');
    expect(found.servers.length).toBeLessThanOrEqual(9);
    expect(found.leftOut).toBeGreaterThan(0);
  });

  test('B311 a thousand machines with eight announcements each are bounded, and people say so', async () => {
    const found = await foundDuring(async port => {
      for (let machine = 1; machine <= 120; machine++) {
        const attacker = await attackerAt(port, `127.0.1.${machine}`);
        for (let at = 0; at < 8; at++) await attacker.say(said({...OFFICE, name: `${machine} ${at}`}));
      }
    }, FLOODED_ROUNDS);
    expect(found.servers.length).toBeLessThanOrEqual(200);
    expect(found.leftOut).toBeGreaterThan(0);
  });

  test('B312 names are shown harmlessly, and those that read the same are marked', async () => {
    const found = await foundDuring(async port => {
      const one = await attackerAt(port);
      for (const [at, {text}] of hostileTexts('B1', 'B2', 'B7').slice(0, 8).entries())
        await one.say(said({...OFFICE, name: text.slice(0, 60), port: 8_000 + at}));
      const other = await attackerAt(port, '127.0.0.67');
      await other.say(said({...OFFICE, name: 'оffice', fingerprint: undefined}));
      await other.say(said({kind: 'person', name: 'bob\u001b[31m', server: 'x'}));
      await other.say(said({kind: 'person', name: 'alice', server: '\u001b]0;x\u0007chat.example\u202e'}));
    });
    const shown = JSON.stringify(found.servers.map(({name}) => name)) + JSON.stringify(found.people);
    expect(shown).not.toMatch(/\\u00[01]|\\u202|[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(found.servers.filter(({isLookAlike}) => isLookAlike).map(({name}) => name)).toEqual(['office', 'оffice']);
    // A login name is one or none.
    expect(found.people.map(({name}) => name)).toEqual(['alice']);
  });

  test('B313 no address is believed but the one from which it was said, and nobody takes back what others say', async () => {
    const found = await foundDuring(async port => {
      const attacker = await attackerAt(port);
      const lies = ['203.0.113.9', '127.0.0.1', '224.0.0.1', '::1', 'fe80::1', '10.0.0.1'];
      await attacker.say(said({...OFFICE, name: 'liar'}, lies));
      const honest = await attackerAt(port, '127.0.0.68');
      await honest.say(said({...OFFICE, name: 'honest', fingerprint: undefined}, [], 'honest'));
      await attacker.say(toMessage({label: 'honest', announcement: OFFICE}, [], true));
      // From a port that is not that of multicast DNS, as anybody may have.
      const elsewhere = await attackerAt(0, '127.0.0.69');
      await elsewhere.say(said({...OFFICE, name: 'wrong port'}));
      // Privileged ports are taken, but not a port of nobody.
      await attacker.say(said({...OFFICE, name: 'port 0', port: 0}));
    });
    expect(found.servers.map(({name, serverUrl}) => `${name} ${serverUrl}`)).toEqual([
      'honest https://127.0.0.68:7420',
      'liar https://127.0.0.66:7420',
      'office https://127.0.0.9:7420',
    ]);
  });

  test('B314 however many ask, and whatever they ask, an announcement is said once a second', async () => {
    targetPort = await freePort();
    const heard: Buffer[] = [];
    const listener = await bound(targetPort, GROUP);
    listener.addMembership(GROUP, '127.0.0.1');
    listener.on('message', bytes => void (readAnnouncements(bytes).length > 0 && heard.push(bytes)));
    const announcing = await openAnnouncing(() => OFFICE, {port: targetPort, networks: () => [network!]});
    const askers = await Promise.all(Array.from({length: 10}, (_, at) => attackerAt(targetPort, `127.0.2.${at + 1}`)));
    const beganMs = performance.now();
    while (performance.now() < beganMs + 1_300)
      for (const asker of askers) {
        await asker.say(question());
        await asker.say(question().subarray(0, 20));
        await asker.say(said(OFFICE));
      }
    const askedMs = performance.now() - beganMs;
    const own = heard.filter(bytes => readAnnouncements(bytes).some(({label}) => label.startsWith('chat-tui-')));
    await announcing.close();
    expect(own.length).toBeGreaterThanOrEqual(1);
    // The one before they asked, and then one a second.
    expect(own.length).toBeLessThanOrEqual(1 + Math.ceil(askedMs / 1_000));
    // What is announced is what stands in a join link without its code, and nothing else.
    expect(readAnnouncements(own[0]!)[0]?.announcement).toEqual(OFFICE);
  });
});
