/** Who does not read is not waited for, and misses nothing. */
import {describe, expect, test} from '@jest/globals';
import {rawSocket} from '../support/rawSocket.ts';
import {world, type World} from '../support/world.ts';

describe('a reader that does not read', () => {
  test('is cut, and finds everything when it comes back', async () => {
    const made = await world({settings: {limits: {messageGraphemesMax: 100_000}}});
    const [ann, bob] = await made.people('ann', 'bob');
    const {tcp} = await stuck(made, bob!.token);
    const text = 'x'.repeat(60_000);
    const closed = new Promise<void>(resolve => tcp.once('close', () => resolve()));
    let isCut = false;
    void closed.then(() => (isCut = true));
    let count = 0;
    while (!made.logLines.some(line => line.includes('too-slow')) && count < 500) {
      await made.say(ann!, made.lobby, text);
      count++;
    }
    tcp.resume();
    await closed;
    expect(isCut).toBe(true);
    const back = await bob!.another();
    expect(back.session.rooms).toMatchObject([{unread: count}]);
    expect(bob!.socket.connected).toBe(true);
  });
});

/** A device that opens its session and then never reads again. */
async function stuck(made: World, token: string) {
  const raw = await rawSocket(made.url);
  await raw.expect('0{');
  raw.send(JSON.stringify({protocolVersion: 1, programVersion: 'x', token}).replace(/^/, '40'));
  await raw.expect('40{');
  raw.send('420["sessionOpen",{}]');
  await raw.expect('430[{"ok":true');
  raw.tcp.pause();
  return raw;
}
