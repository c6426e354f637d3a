/** One member against everybody's time and memory: whatever is asked for in masses, the others are answered in between. */
import {describe, expect, test} from '@jest/globals';
import {addRun, emptyBatch} from '../../src/client/history/batch.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {busyMs} from '../support/suite/busyTime.ts';
import {rawSocket} from '../support/hostile/rawSocket.ts';
import {world, type World} from '../support/world.ts';

const ASKED = 1_000;

/** A signed-in connection spoken by hand. */
async function raw(made: World, token: string) {
  const socket = await rawSocket(made.url);
  await socket.expect('0{');
  socket.send(`40${JSON.stringify({protocolVersion: 1, programVersion: 'x', token})}`);
  await socket.expect('40{');
  socket.send('420["sessionOpen",{}]');
  await socket.expect('430[{"ok":true');
  return socket;
}

describe('one member', () => {
  test('B40 who asks for a thousand pages at once waits behind others who ask for one thing', async () => {
    const made = await world();
    const [ann, mallory] = await made.people('ann', 'mallory');
    await Promise.all(Array.from({length: 200}, () => made.say(ann!, made.lobby, 'x'.repeat(500))));
    const attackers = await Promise.all(Array.from({length: 5}, () => raw(made, mallory!.token)));
    let bytes = 0;
    const finished: string[] = [];
    const all = attackers.map(
      attacker =>
        new Promise<void>(resolve =>
          attacker.tcp.on('data', chunk => {
            bytes += chunk.length;
            if (chunk.includes(`43${ASKED}[`)) resolve();
          }),
        ),
    );
    void Promise.all(all).then(() => finished.push('pages'));
    for (const attacker of attackers) {
      const {tcp} = attacker;
      tcp.cork();
      for (let id = 1; id <= ASKED; id++) attacker.send(`42${id}["entryList",{"roomId":${made.lobby},"limit":200}]`);
      tcp.uncork();
    }
    for (let count = 0; count < 20; count++) await ann!.request('ping', {});
    finished.push('pings');
    // Twenty answers came while only a part of the pages was made.
    expect(finished).toEqual(['pings']);
    expect(bytes).toBeLessThan(40 * 1024 * 1024);
    for (const {tcp} of attackers) tcp.destroy();
  });

  test('B47 two thousand small requests at once are looked at in many turns, also those refused at once', async () => {
    const made = await world();
    const [ann, mallory] = await made.people('ann', 'mallory');
    const attacker = await raw(made, mallory!.token);
    let answered = 0;
    const last = new Promise<void>(resolve =>
      attacker.tcp.on('data', chunk => {
        answered += chunk.toString('latin1').split('unknown-request').length - 1;
        if (chunk.includes('431900[')) resolve();
      }),
    );
    attacker.tcp.cork();
    for (let id = 1; id <= 1_900; id++) attacker.send(`42${id}["x",{}]`);
    attacker.tcp.uncork();
    await ann!.request('ping', {});
    expect(answered).toBeLessThan(1_000);
    await last;
    expect(answered).toBe(1_900);
    attacker.tcp.destroy();
  });

  test('B41 whoever does not read the answers gets no more of them made', async () => {
    const made = await world();
    const [ann, mallory] = await made.people('ann', 'mallory');
    await Promise.all(Array.from({length: 200}, () => made.say(ann!, made.lobby, 'x'.repeat(500))));
    const attacker = await raw(made, mallory!.token);
    attacker.tcp.pause();
    const before = process.memoryUsage();
    for (let id = 1; id < ASKED; id++) attacker.send(`42${id}["entryList",{"roomId":${made.lobby},"limit":200}]`);
    for (let count = 0; count < 50; count++) await ann!.request('ping', {});
    const after = process.memoryUsage();
    expect(after.external + after.heapUsed - before.external - before.heapUsed).toBeLessThan(50 * 1024 * 1024);
    attacker.tcp.destroy();
    await attacker.closed;
    await made.say(ann!, made.lobby, 'still here');
  });

  test('B42 a connection that is cut while its password is looked at is not online afterwards', async () => {
    const made = await world();
    const [ann] = await made.people('ann', 'bob');
    for (let count = 0; count < 12; count++) {
      const socket = await rawSocket(made.url);
      await socket.expect('0{');
      socket.send(`40${JSON.stringify({protocolVersion: 1, programVersion: 'x'})}`);
      await socket.expect('40{');
      socket.send('420["sessionLogin",{"name":"bob","password":"a password for tests"}]');
      socket.send('421["sessionOpen",{}]');
      socket.tcp.end();
      await socket.closed;
    }
    await ann!.request('ping', {});
    const {users} = await ann!.request('adminUsers', {});
    expect(users.find(({user}) => user.name === 'bob')?.connections).toHaveLength(1);
  });
});

describe('B58 a server that tells a log in no order', () => {
  const message = (seq: number): Entry => ({
    seq,
    kind: 'message',
    id: `m${seq}`,
    sender: 'bob',
    sentAtMs: seq,
    text: 'x',
  });

  test('with a hole behind each entry makes no more pieces than are kept, and in no more time than it was sent', () => {
    const batch = emptyBatch();
    const pages = Array.from({length: 20}, (_, page) =>
      Array.from({length: 1_000}, (_, at) => message((page * 1_000 + at) * 2 + 1)),
    );
    expect(busyMs(() => pages.forEach(page => addRun(batch, page)))).toBeLessThan(1_000);
    expect(batch.runs).toHaveLength(100);
    expect(batch.runs.at(-1)?.lastSeq).toBe(39_999);
  });

  test('doubled, turned around and overlapping leaves what was said first, once each and in order', () => {
    const batch = emptyBatch();
    const pages = [
      [5, 5, 4, 3],
      [9, 7, 8],
      [10, 6, 5],
      [12, 11, 1],
      [2, 3, 40],
      [40, 41, 41, 42],
    ];
    for (const [at, page] of pages.entries())
      addRun(
        batch,
        page.map(seq => ({...message(seq), text: String(at)}) as Entry),
      );
    expect(batch.runs.map(({firstSeq, lastSeq}) => [firstSeq, lastSeq])).toEqual([
      [1, 12],
      [40, 42],
    ]);
    const all = batch.runs.flatMap(({entries}) => entries);
    expect(all.map(({seq}) => seq)).toEqual([...Array.from({length: 12}, (_, at) => at + 1), 40, 41, 42]);
    expect(all.map(entry => ('text' in entry ? entry.text : '')).join('')).toBe('340002111233455');
  });
});
