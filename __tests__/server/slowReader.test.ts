/** Who does not read is not waited for, and misses nothing. */
import {describe, expect, test} from '@jest/globals';
import {openFaultProxy, type FaultProxy} from '../support/machine/faultProxy.ts';
import {connectDevice} from '../support/person.ts';
import {rawSocket} from '../support/hostile/rawSocket.ts';
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
    while (!made.logLines.some(line => line.includes('too-slow'))) {
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

describe('a reader on a line of 2 Mbit/s', () => {
  test.each(['send', 'pass on'])('keeps up with the worst that one member may %s, and is not cut', async way => {
    // Time is what the line makes of it, ten times as fast as it would be; and some more while it has nothing to do.
    const monotonicMs = () => (proxy?.passedBytes('down') ?? 0) / 250 + restedMs;
    let restedMs = 0;
    let proxy: FaultProxy | undefined;
    const made = await world({settings: {messagesPerMinuteMax: 6_000}, ports: {monotonicMs}});
    const [ann, bob] = await made.people('ann', 'bob');
    proxy = await openFaultProxy(Number(new URL(made.url).port));
    try {
      proxy.setWeather('down', {bytesPerSecond: 2_500_000});
      const slow = await connectDevice(proxy.url, {token: bob!.token});
      await slow.request('sessionOpen', {});
      // Of a control character JSON makes six bytes.
      const text = 'x\u0001'.repeat(2_000);
      const message = () => ({roomId: made.lobby, clientMsgId: made.newId(), kind: 'message' as const});
      const first = await ann!.request('messageSend', {...message(), text});
      await slow.next('entriesAppended', ({entries}) => entries.at(-1)?.seq === first.seq);
      const passed = {text: 'x', forwardOf: {roomId: made.lobby, seq: first.seq}};
      const send = () => ann!.codeOf('messageSend', {...message(), ...(way === 'send' ? {text} : passed)});
      const heard = () =>
        slow.told('entriesAppended').flatMap(({entries}) => entries.filter(({kind}) => kind === 'message'));
      let sent = 1;
      // What is allowed at once, and then what comes after it, as soon as the line has room again.
      for (let round = 0; round < 4; round++) {
        const codes = await Promise.all(Array.from({length: 70}, send));
        const taken = codes.filter(code => code === 'ok').length;
        expect(codes.filter(code => code.startsWith('too-many-requests'))).toHaveLength(70 - taken);
        expect(taken).toBeGreaterThan(round === 0 ? 40 : 0);
        expect(taken).toBeLessThan(70);
        sent += taken;
        const untilMs = monotonicMs() + 1_000;
        while (monotonicMs() < untilMs && heard().length < sent) await slow.next('entriesAppended');
        restedMs += Math.max(0, untilMs - monotonicMs());
      }
      const last = await made.say(bob!, made.lobby, 'the end');
      await slow.next('entriesAppended', ({entries}) => entries.at(-1)?.seq === last.seq);
      expect(heard()).toHaveLength(sent + 1);
      expect(slow.socket.connected).toBe(true);
      expect(made.logLines.join('')).not.toContain('too-slow');
      await slow.close();
    } finally {
      await proxy.close();
    }
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
