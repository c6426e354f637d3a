/** A clock that is set back an hour, as after a flight or by the network: nothing lasts an hour longer because of it. */
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {fakeServer, lobby, session} from './support/fakeServer.ts';
import {moment, throughGates} from './support/heldRequests.ts';
import {clientOf, member, memberAgain, temporaryFolder, toMember, type Member} from './support/member.ts';
import {approvedElsewhere, elsewhere, person, secretsOf} from './support/sealedMembers.ts';
import {pilot} from '../support/screen/pilot.ts';
import {within} from '../support/suite/deadline.ts';
import {world} from '../support/world.ts';

const HOUR_MS = 60 * 60_000;
const PROTOCOL = {minor: 1, capabilities: ['presence']};
const SERVER = {programVersion: '1', registration: 'open', hasOwner: true, isEmbedded: false, protocol: PROTOCOL};

/** Ann's machine, whose clock can be turned. */
async function annWithClock(options: {history?: {messagesMax: number; bytesMax: number}} = {}) {
  const server = await fakeServer({
    sessionOpen: () => session('ann', [lobby({memberCount: 2})], {server: SERVER}),
    typingSet: () => ({ok: true, data: {}}),
  });
  let nowMs = Date.UTC(2030, 5, 1);
  const ann: Member = await memberAgain(
    server.url,
    {name: 'ann', token: 'ct_x', dataDir: await temporaryFolder()} as Member,
    {account: 'ann', now: () => nowMs, ...options},
  );
  await ann.sees('the room', () => ann.room().isLoaded);
  return {server, ann, turn: (byMs: number) => void (nowMs += byMs)};
}

test('nobody types for an hour, and what was told leaves the status line', async () => {
  const {server, ann, turn} = await annWithClock();
  const screen = await pilot(ann.client);
  server.tell('typingChanged', {roomId: 1, name: 'bob', isTyping: true});
  await screen.until(/bob is typing/);
  ann.client.notify('info', 'a word about something');
  await screen.until(/a word about something/);
  turn(-HOUR_MS);
  await screen.until(lines => !/is typing|a word about/.test(lines.join('\n')));
  server.tell('typingChanged', {roomId: 1, name: 'cid', isTyping: true});
  await screen.until(/cid is typing/);
  expect(screen.text()).not.toContain('bob');
});

test('the others are told again that one types', async () => {
  const {server, ann, turn} = await annWithClock();
  const told = () => server.asked.filter(({name}) => name === 'typingSet').length;
  const {typing} = ann.client.parts;
  typing.noteDraft(1, 'a');
  typing.noteDraft(1, 'ab');
  turn(-HOUR_MS);
  typing.noteDraft(1, 'abc');
  typing.noteDraft(1, 'abcd');
  await ann.client.request('sessionOpen', {});
  expect(told()).toBe(2);
});

test('what is seen is kept again, although the disk refused before', async () => {
  const {server, ann, turn} = await annWithClock({history: {messagesMax: 100, bytesMax: 1024 ** 2}});
  const entry = (seq: number) => ({
    seq,
    id: `${seq}`.padStart(22, 'x'),
    sender: 'bob',
    sentAtMs: seq,
    kind: 'message',
    text: `word ${seq}`,
  });
  const say = async (seq: number) => {
    server.tell('entriesAppended', {roomId: 1, entries: [entry(seq)]});
    await ann.sees('it', () => ann.room().entries.at(-1)?.seq === seq);
  };
  // Whatever was collected is written before this is answered.
  const kept = async () => {
    await ann.client.history.search({words: 'word'});
    return ann.client.history.count();
  };
  expect(await kept()).toBe(1);
  const other = new DatabaseSync(join(ann.client.local.dirOf('ann'), 'history.sqlite'));
  other.exec('BEGIN IMMEDIATE');
  await say(2);
  await kept().catch(() => undefined);
  expect(ann.notices().join()).toContain('is not kept on this machine');
  other.close();
  turn(-HOUR_MS);
  await say(3);
  expect(await kept()).toBeGreaterThan(1);
});

test('what may be taken without asking in a day is counted from the clock of now', async () => {
  const {permissions} = await clientFor();
  await permissions.change('bob', {acceptBytes: 10});
  const claim = (fileId: string, atMs: number) => permissions.claim({fileId, name: 'bob', sizeBytes: 10}, atMs);
  const nowMs = Date.UTC(2030, 5, 1);
  for (let count = 0; count < 25; count++) await claim(`ahead ${count}`, nowMs + HOUR_MS);
  expect(await claim('more', nowMs + HOUR_MS)).toBe(false);
  expect(await claim('now', nowMs)).toBe(true);
  // A program that looks at the clock a moment earlier does not take it once more.
  expect(await claim('now', nowMs - 5)).toBe(false);
});

describe('a device of one’s own', () => {
  /** Bob's first machine, whose clock can be turned. */
  async function bobWithClock() {
    const on = await world();
    const before = await person(on, 'bob');
    await before.client.close();
    let nowMs = Date.now();
    const bob = await memberAgain(on.url, before, {
      secretPlace: secretsOf('bob'),
      encryptsNew: true,
      now: () => nowMs,
    });
    await bob.client.parts.keys.session();
    const asks = (label: string) => bob.notices().some(text => text.includes(`“${label}”) asks to be approved`));
    const asking = async (label: string) => {
      const fresh = await elsewhere(on, bob, label);
      await fresh.client.parts.keys.pairing.ask();
      await bob.sees(`that ${label} asks`, () => asks(label));
    };
    return {on, bob, asking, turn: (byMs: number) => void (nowMs += byMs)};
  }

  test('that asks to be approved is told of, also after one that never ended; that one can be approved no more', async () => {
    const {bob, asking, turn} = await bobWithClock();
    const {pairing} = bob.client.parts.keys;
    await asking('phone');
    await pairing.approve();
    turn(-HOUR_MS);
    await expect(pairing.approve()).rejects.toMatchObject({code: 'pairing-absent'});
    await asking('tablet');
    turn(-HOUR_MS);
    await asking('laptop');
  });

  test('that asks for keys again is given them', async () => {
    const {on, bob, turn} = await bobWithClock();
    const {other} = await approvedElsewhere(on, bob, 'phone');
    let looked = moment();
    throughGates(bob, {
      up(name) {
        if (name === 'accountLinkList') looked.comes();
        return undefined;
      },
    });
    const ask = async () => {
      looked = moment();
      await other.client.parts.keys.pairing.wantKeys();
      await within('the look at who asks', looked.came);
    };
    await ask();
    turn(-HOUR_MS);
    await expect(ask()).resolves.toBeUndefined();
  });
});

test('nobody is shown as waiting for a direct conversation for an hour', async () => {
  const {url} = await world();
  let nowMs = Date.now();
  const ann = await member(url, 'ann', {now: () => nowMs});
  const bob = await member(url, 'bob');
  await bob.client.parts.direct.ask('ann');
  const asked = () => ann.client.parts.direct.list().asked;
  await ann.sees('that bob asks', () => asked().includes('bob'));
  nowMs -= HOUR_MS;
  expect(asked()).toEqual([]);
});

async function clientFor() {
  const server = await fakeServer();
  const client = await clientOf({serverUrl: server.url, token: 'ct_x'});
  const ann = toMember(client, 'ann', 'ct_x');
  await ann.sees('who it is', ({me}) => me?.name === 'ann');
  return client;
}
