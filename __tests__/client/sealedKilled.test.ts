/** A program that is killed at each step of a change of keys: the next run has one epoch, with its key, and loses nothing. */
import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {armFaultPoint, FAULT_POINTS} from '../../src/shared/machine/faultPoint.ts';
import {within} from '../support/suite/deadline.ts';
import {world} from '../support/world.ts';
import {memberAgain, type Member} from './support/member.ts';
import {enter, person, secretsOf} from './support/sealedMembers.ts';

const ENDED = 'SIGKILL';
const CHANGER = join(import.meta.dirname, 'support/keyChanger.ts');
const STEPS = FAULT_POINTS.filter(name => name.startsWith('epoch.'));
/**
 * Ended by SIGKILL, in a process of its own; elsewhere by a failure that nobody foresees, which costs less. All in the long form.
 */
const KILLED: ReadonlySet<string> = new Set(
  process.env.CHAT_TUI_SEALED_STEPS === undefined ? ['epoch.afterPut', 'epoch.beforeKey'] : STEPS,
);

async function failedAt({client}: Member, roomId: number, step: string): Promise<string> {
  const {conversations} = await client.parts.keys.session();
  await conversations.refresh(roomId);
  let struck = 0;
  armFaultPoint(`${step}:1`, () => {
    struck++;
    throw new Error(step);
  });
  // Whichever part of the program comes there first.
  await Promise.allSettled([conversations.renew(roomId, ['alice', 'bob'])]);
  armFaultPoint(undefined, () => undefined);
  return struck === 1 ? ENDED : 'it went on';
}

/** In a process of its own. */
async function killedAt(roomId: number, step: string, url: string, {dataDir, token}: Member): Promise<string> {
  const key = (await secretsOf('alice')('alice').load()) ?? '';
  const args = [url, token, dataDir, key, String(roomId), step, `never ${step}`];
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--experimental-strip-types', CHANGER, ...args],
    {stdio: ['ignore', 'inherit', 'inherit']},
  );
  const how = new Promise<string>(resolve => child.once('close', (_code, signal) => resolve(String(signal))));
  return within('the program to end', how);
}

test('a change of keys that is cut anywhere is the same one with the next run, or none', async () => {
  const on = await world();
  let [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')] as [Member, Member];
  const {roomId} = await openDirect(alice.client, 'bob');
  await sendAndWait(alice.client, roomId, {text: 'before'});
  await bob.sees('the conversation', state => state.roomById[roomId]);
  enter(bob, roomId);
  const said = ['before'];
  for (const step of STEPS) {
    const isKilled = KILLED.has(step);
    const failed = isKilled ? ENDED : await failedAt(alice, roomId, step);
    await alice.client.close();
    const ended = isKilled ? await killedAt(roomId, step, on.url, alice) : failed;
    expect([step, ended]).toEqual([step, ENDED]);
    alice = await memberAgain(on.url, alice, {secretPlace: secretsOf('alice')});
    const {conversations, store} = await alice.client.parts.keys.session();
    await sendAndWait(alice.client, roomId, {text: step});
    said.push(step);
    const epochs = conversations.known(roomId)?.epochs ?? [];
    expect(epochs.map(({statement}) => statement.n)).toEqual(epochs.map((_epoch, n) => n));
    expect(epochs.every(({key: one}) => one !== undefined)).toBe(true);
    // What was made is this epoch, or the next one.
    expect(store.rows.madeOf(roomId)?.n ?? epochs.length).toBe(epochs.length);
    // Keys can be changed once more.
    const renewed = await conversations.renew(roomId, ['alice', 'bob']);
    expect(renewed.epochs.length).toBeGreaterThan(epochs.length);
  }
  await bob.sees('all of it', () => said.every(text => bob.texts(roomId).includes(text)));
  expect(bob.texts(roomId).some(text => text.startsWith('never'))).toBe(false);
});
