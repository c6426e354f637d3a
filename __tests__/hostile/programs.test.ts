/** Programs that come and go: nobody sees their account online because of them, and they take nothing from people. */
import {afterEach, describe, expect, test} from '@jest/globals';
import type {Payload} from '../../src/shared/protocol.ts';
import {account, cleanUp, person} from '../support/program.ts';
import {PASSWORD, world, type World} from '../support/world.ts';

afterEach(cleanUp);

const about = (name: string) => (event: Payload<'presenceChanged'>) => event.changes.some(one => one.name === name);

async function program(made: World, token: string) {
  const device = await made.device({token, isProgram: true});
  return {device, session: await device.request('sessionOpen', {})};
}

/** Somebody who comes after a program has gone: what the program did was told before. */
async function comesAfter(made: World, watcher: Awaited<ReturnType<World['person']>>, name: string): Promise<void> {
  await made.person(name);
  await watcher.next('presenceChanged', about(name));
}

describe('B54 programs that come and go', () => {
  test('are no presence: nobody is told, counted or shown by them', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await ann!.next('presenceChanged', about('bob'));
    await bob!.close();
    await ann!.next('presenceChanged', ({changes}) =>
      changes.some(({name, state}) => name === 'bob' && state === 'offline'),
    );
    const before = ann!.told('presenceChanged').length;
    for (let at = 0; at < 3; at++) {
      const {device, session} = await program(made, bob!.token);
      expect([session.onlineCount, session.me.state]).toEqual([1, 'offline']);
      await device.request('presenceSet', {state: 'away', status: 'I am not here'});
      await device.request('sessionQuit', {text: 'last words'});
      const {members} = await ann!.request('memberList', {roomId: made.lobby});
      expect(members.find(({name}) => name === 'bob')?.state).toBe('offline');
      await device.close();
    }
    await comesAfter(made, ann!, 'cid');
    expect(ann!.told('presenceChanged').slice(before).some(about('bob'))).toBe(false);
  });

  test('hear what happens, and are heard', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const {device} = await program(made, bob!.token);
    await made.say(ann!, made.lobby, 'hello');
    await device.next('entriesAppended', ({entries}) =>
      entries.some(entry => 'text' in entry && entry.text === 'hello'),
    );
    await made.say(device, made.lobby, 'from a program');
    const heard = await ann!.next('entriesAppended', ({entries}) =>
      entries.some(({kind, sender}) => kind === 'message' && sender === 'bob'),
    );
    expect(heard.entries.at(-1)).toMatchObject({text: 'from a program'});
  });

  test('change nothing of a screen that is there: it stays online when they go, and goes when they stay', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await ann!.next('presenceChanged', about('bob'));
    const {device} = await program(made, bob!.token);
    await device.close();
    const {device: staying} = await program(made, bob!.token);
    await bob!.close();
    const gone = await ann!.next('presenceChanged', about('bob'));
    expect(gone).toMatchObject({changes: [{name: 'bob', state: 'offline'}], onlineCount: 1});
    expect((await ann!.request('userShow', {name: 'bob'})).user.state).toBe('offline');
    await staying.request('ping', {});
  });

  test('take no place from people, and there are no more accounts with them than places', async () => {
    const made = await world({settings: {limits: {usersMax: 2}}});
    const tokens: string[] = [];
    for (const name of ['ann', 'bob', 'cid']) {
      const one = await made.device();
      tokens.push((await one.request('accountRegister', {name, password: PASSWORD})).token);
      await one.close();
    }
    await made.isEmpty();
    await program(made, tokens[0]!);
    await program(made, tokens[1]!);
    const third = await made.device({token: tokens[2]!, isProgram: true});
    expect(await third.codeOf('sessionOpen', {})).toBe('server-full 2');
    await third.close();
    expect((await made.open('cid', tokens[2]!)).session.onlineCount).toBe(1);
  });

  test.each([['yes'], [1], [null]])('say so with true or false and nothing else (%j)', async wrong => {
    const made = await world();
    await expect(made.device({isProgram: wrong as never})).rejects.toMatchObject({code: 'version-mismatch'});
  });
});

test('B54 shell verbs are such programs', async () => {
  const made = await world();
  const ann = await made.person('ann');
  const bob = await account(made, 'bob', person().home);
  for (const args of [['send', '#lobby', 'hello'], ['whoami'], ['members', '#lobby'], ['unread']])
    expect(await bob.call(args)).toMatchObject({code: 0});
  await comesAfter(made, ann, 'cid');
  expect(ann.told('presenceChanged').some(about('bob'))).toBe(false);
});
