/** Verbs wait when the server asks them to; without patience they end with an exit code that says: try again. */
import {afterAll, describe, expect, test} from '@jest/globals';
import {cleanUp, jsonLinesOf, person, type Person} from '../support/program.ts';
import {world, type World} from '../support/world.ts';

afterAll(cleanUp);

const shellOf = ({url}: World, token: string): Person =>
  person(undefined, {CHAT_TUI_SERVER: url, CHAT_TUI_TOKEN: token});

const texts = async (me: Person, count: number) =>
  jsonLinesOf<{text: string}>((await me.call(['tail', '#lobby', '-n', String(count), '--json'])).stdout).map(
    ({text}) => text,
  );

describe('a server that asks to wait', () => {
  test('gets all messages of one account, however many send at once', async () => {
    const made = await world();
    const me = shellOf(made, (await made.person('ann')).token);
    const wanted = Array.from({length: 30}, (_, at) => `number ${at}`);
    const ran = await Promise.all(wanted.map(text => me.call(['send', '#lobby', text])));
    expect(ran).toEqual(wanted.map(() => ({code: 0, stdout: '', stderr: ''})));
    expect((await texts(me, wanted.length)).toSorted()).toEqual(wanted.toSorted());
  });

  test('before it lets somebody in is waited for; with --no-wait it is told, with 75', async () => {
    const made = await world();
    const {token} = await made.person('ann');
    await made.restart({admissionsPerSecondMax: 1});
    const me = shellOf(made, token);
    await made.device({token});
    const hasty = await me.call(['--no-wait', 'whoami']);
    expect(hasty).toEqual({
      code: 75,
      stdout: '',
      stderr: expect.stringMatching(/^Many people come in at once\. Wait \d+ s/),
    });
    const waiting = me.call(['whoami']);
    const turning = setInterval(() => made.clock.turn(500), 100);
    expect(await waiting).toMatchObject({code: 0});
    clearInterval(turning);
  });

  test('after so many calls of one account is waited for', async () => {
    const made = await world();
    const {token} = await made.person('ann');
    const me = shellOf(made, token);
    for (let count = 0; count < 121; count++) await (await made.device({token}).catch(() => undefined))?.close();
    const hasty = await me.call(['send', '#lobby', '--no-wait', 'x']);
    expect(hasty).toEqual({code: 75, stdout: '', stderr: expect.stringMatching(/^Too fast\. Wait \d+ seconds/)});
    made.clock.turn(59_500);
    const waiting = me.call(['send', '#lobby', 'y']);
    const turning = setInterval(() => made.clock.turn(1_000), 100);
    expect(await waiting).toEqual({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^(?:|The server asks to wait \d+ seconds[^\n]*\n)$/),
    });
    clearInterval(turning);
  });

  test('after so many messages is waited for longer than for an answer', async () => {
    const made = await world({settings: {messagesPerMinuteMax: 2}});
    const me = shellOf(made, (await made.person('ann')).token);
    for (const text of ['one', 'two']) expect(await me.call(['send', '#lobby', text])).toMatchObject({code: 0});
    expect(await me.call(['send', '#lobby', '--no-wait', 'three'])).toEqual({
      code: 75,
      stdout: '',
      stderr: 'Too fast. Wait 60 seconds and try again.\n',
    });
    made.clock.turn(59_000);
    const waiting = me.call(['send', '#lobby', 'four']);
    const turning = setInterval(() => made.clock.turn(1_000), 100);
    expect(await waiting).toMatchObject({code: 0});
    clearInterval(turning);
    expect(await texts(me, 3)).toEqual(['one', 'two', 'four']);
  });

  test('because too many connections of its address begin is waited for', async () => {
    const made = await world({settings: {connectionsPerAddressPerMinuteMax: 60}});
    const me = shellOf(made, (await made.person('ann')).token);
    const ran = await Promise.all(Array.from({length: 12}, () => me.call(['--no-wait', 'whoami'])));
    const refused = ran.filter(({code}) => code !== 0);
    expect(refused.length).toBeGreaterThan(0);
    const address = made.url.replace('http://', '');
    const sentence = `Too many connections from this address begin at ${address}.`;
    for (const one of refused) expect(one).toMatchObject({code: 75, stderr: expect.stringContaining(sentence)});
    const waiting = me.call(['whoami']);
    const turning = setInterval(() => made.clock.turn(500), 100);
    expect(await waiting).toMatchObject({code: 0});
    clearInterval(turning);
  });

  test('that is full for good is not waited for: it tells no time', async () => {
    const made = await world({settings: {limits: {usersMax: 1}}});
    const [ann, bob] = await Promise.all([made.device(), made.device()]);
    const tokens = await Promise.all(
      [ann, bob].map((one, at) => one.request('accountRegister', {name: `user${at}`, password: 'a long password'})),
    );
    await ann.request('sessionOpen', {});
    const ran = await shellOf(made, tokens[1]!.token).call(['rooms']);
    expect(ran).toEqual({code: 75, stdout: '', stderr: expect.stringMatching(/^The server is full/)});
  });
});
