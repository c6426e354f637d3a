/** What others see of somebody who was silenced or put out: neither a status nor a quit message. */
import {expect, test} from '@jest/globals';
import {world, type Person} from '../support/world.ts';

async function pair() {
  const made = await world();
  const [owner, bob] = (await made.people('ann', 'bob')) as [Person, Person];
  return {made, owner, bob};
}

const offline = async (person: Person, name: string) => {
  const isGone = (one: {name: string; state: string}) => one.name === name && one.state === 'offline';
  const {changes} = await person.next('presenceChanged', told => told.changes.some(isGone));
  return changes.find(isGone);
};

const HOUR_MS = 60 * 60_000;

const shown = async (person: Person): Promise<string[]> => {
  const {user} = await person.request('userShow', {name: 'bob'});
  return [user.state, user.status];
};

test('somebody who is muted says nothing of themselves: no status, and no quit message', async () => {
  const {made, owner, bob} = await pair();
  await made.server.runConsole('mute @bob');
  const status = {text: 'by a status', untilMs: 0};
  const codes = [
    await bob.codeOf('preferencesSet', {status}),
    await bob.codeOf('presenceSet', {state: 'away', status: ''}),
    await bob.codeOf('preferencesSet', {status: null}),
    await bob.codeOf('sessionQuit', {text: 'by a quit message'}),
  ];
  expect(codes).toEqual(['muted server', 'ok', 'ok', 'ok']);
  await bob.close();
  expect(await offline(owner, 'bob')).toMatchObject({status: ''});
  expect(owner.told('presenceChanged').flatMap(({changes}) => changes.map(one => one.status))).not.toContain(
    'by a status',
  );
});

test('somebody who is muted is away without the words why', async () => {
  const {made, owner, bob} = await pair();
  await made.server.runConsole('mute @bob');
  await bob.request('presenceSet', {state: 'away', status: 'by being away'});
  expect(await shown(owner)).toEqual(['away', '']);
  await made.server.runConsole('unmute @bob');
  expect(await shown(owner)).toEqual(['away', '']);
});

test('what somebody has said of themselves is not shown while they are muted, and is again afterwards', async () => {
  const {made, owner, bob} = await pair();
  const isBob = (state: string, status: string) => (told: {changes: {name: string; state: string; status: string}[]}) =>
    told.changes.some(one => one.name === 'bob' && one.state === state && one.status === status);
  await bob.request('preferencesSet', {status: {text: 'an insult', untilMs: 0}});
  await owner.next('presenceChanged', isBob('online', 'an insult'));
  await made.server.runConsole('mute @bob 1h');
  await owner.next('presenceChanged', isBob('online', ''));
  expect(await shown(owner)).toEqual(['online', '']);
  await bob.close();
  await owner.next('presenceChanged', isBob('offline', ''));
  const back = await made.open('bob', bob.token);
  expect(back.session.me.status).toBe('');
  await owner.next('presenceChanged', isBob('online', ''));
  made.clock.turn(HOUR_MS);
  await owner.next('presenceChanged', isBob('online', 'an insult'));
  await back.request('presenceSet', {state: 'away', status: 'another'});
  await owner.next('presenceChanged', isBob('away', 'another'));
  await made.server.runConsole('mute @bob');
  await owner.next('presenceChanged', isBob('away', ''));
  await made.restart();
  const again = await made.open('ann', owner.token);
  const third = await made.open('bob', bob.token);
  expect(await shown(again)).toEqual(['online', '']);
  await made.server.runConsole('unmute @bob');
  await again.next('presenceChanged', isBob('online', 'an insult'));
  expect([await shown(again), third.name]).toEqual([['online', 'an insult'], 'bob']);
});

test.each([
  ['muted', 'mute @bob'],
  ['kicked', 'kick @bob'],
  ['banned', 'ban @bob'],
  ['disabled', 'disable @bob'],
])('a quit message from before is not told of somebody who is %s', async (_what, line) => {
  const {made, owner, bob} = await pair();
  await bob.request('sessionQuit', {text: 'a last insult'});
  await made.server.runConsole(line);
  await bob.close();
  expect(await offline(owner, 'bob')).toMatchObject({status: ''});
});
