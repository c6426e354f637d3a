/** What others see of somebody who was silenced or put out: neither a status nor a farewell. */
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

test('somebody who is muted says nothing of themselves: no status, and no farewell', async () => {
  const {made, owner, bob} = await pair();
  await made.server.runConsole('mute @bob');
  const status = {text: 'by a status', untilMs: 0};
  const codes = [
    await bob.codeOf('presenceSet', {state: 'away', status: 'by being away'}),
    await bob.codeOf('preferencesSet', {status}),
    await bob.codeOf('presenceSet', {state: 'away', status: ''}),
    await bob.codeOf('preferencesSet', {status: null}),
    await bob.codeOf('sessionQuit', {text: 'by a farewell'}),
  ];
  expect(codes).toEqual(['muted server', 'muted server', 'ok', 'ok', 'ok']);
  await bob.close();
  expect(await offline(owner, 'bob')).toMatchObject({status: ''});
  expect(owner.told('presenceChanged').flatMap(({changes}) => changes.map(one => one.status))).not.toContain(
    'by a status',
  );
});

test.each([
  ['muted', 'mute @bob'],
  ['kicked', 'kick @bob'],
  ['banned', 'ban @bob'],
  ['disabled', 'disable @bob'],
])('a farewell from before is not told of somebody who is %s', async (_what, line) => {
  const {made, owner, bob} = await pair();
  await bob.request('sessionQuit', {text: 'a last insult'});
  await made.server.runConsole(line);
  await bob.close();
  expect(await offline(owner, 'bob')).toMatchObject({status: ''});
});
