/**
 * Random lives of an encrypted conversation: devices that come, go, are offline and begin anew, keys that are changed by two at
 * once, events that are doubled and lost. All who may read can, and nobody else ever can.
 */
import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {changeDevices} from '../../src/client/encryption/devices/links.ts';
import {deviceIn} from '../../src/client/encryption/ownDevice.ts';
import {phraseWords, restore} from '../../src/client/encryption/devices/recovery.ts';
import {ChatError} from '../../src/shared/errors.ts';
import type {DeviceKeys} from '../../src/shared/sealed/accountLink.ts';
import {world} from '../support/world.ts';
import {
  cameTrue,
  gone,
  online,
  pick,
  present,
  tried,
  UNKNOWN,
  type Life,
  type Machine,
  type Name,
} from './support/sealedLives.ts';
import {elsewhere, enter, entriesOf, person, secretsOf} from './support/sealedMembers.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {memberAgain, type Member} from './support/member.ts';

const STEPS = Number(process.env.CHAT_TUI_SEALED_STEPS ?? 24);
const SEED = Number(process.env.CHAT_TUI_SEALED_SEED ?? 7);
/** Steps of one conversation: the long form has many. */
const STEPS_OF_ONE = Math.min(STEPS, 100);
const DEVICES_MAX = 3;
/** Revoked ones that stay on the line. */
const REVOKED_MAX = 3;
/** As the support calls it. */
const FIRST = 'test';
type Step = {type: keyof typeof ACTS; who: Name; which: number};

const say = async (life: Life, machine: Machine | undefined): Promise<void> => {
  if (machine === undefined) return;
  const text = `said ${life.said.length} ${life.made++}`;
  const isDone = await tried(sendAndWait(machine.one.client, life.roomId, {text}));
  if (isDone === true) life.said.push(text);
  else life.maybe.push(text);
};
const renew = async (life: Life, machine: Machine | undefined): Promise<void> => {
  if (machine === undefined) return;
  const {conversations, accounts} = await machine.one.client.parts.keys.session();
  const renewed = async () => {
    for (const name of ['alice', 'bob']) await accounts.refresh(name);
    await conversations.refresh(life.roomId);
    await conversations.renew(life.roomId, ['alice', 'bob']);
  };
  await tried(renewed());
};
const ACTS = {
  say: (life: Life, who: Name, which: number) => say(life, pick(online(life, who), which)),
  async sayAtOnce(life: Life) {
    await Promise.all([say(life, online(life, 'alice')[0]), say(life, online(life, 'bob')[0])]);
  },
  async renewAtOnce(life: Life) {
    await Promise.all([renew(life, online(life, 'alice')[0]), renew(life, online(life, 'bob')[0])]);
  },
  async add(life: Life, who: Name, which: number) {
    const by = pick(online(life, who), which);
    if (by === undefined || present(life, who).length >= DEVICES_MAX) return;
    const label = `device ${life.made++}`;
    const one = await elsewhere(life.on, by.one, label);
    const [mine, theirs] = [await by.one.client.parts.keys.session(), await one.client.parts.keys.session()];
    const {root} = (await mine.accounts.refresh(who)).at(-1)!;
    const device = deviceIn(theirs.own, label, {serverId: await mine.accounts.serverId(), name: who, root});
    const isAdded = await tried(changeDevices(by.one.client, mine, {type: 'add', devices: now => [...now, device]}));
    if (isAdded === false) return one.client.close();
    if (isAdded === 'unknown' && !(await cameTrue(life, who, by.one, labels => labels.includes(label))))
      return one.client.close();
    await mine.conversations.refresh(life.roomId);
    await mine.conversations.shareWith((await mine.accounts.refresh(who)).at(-1)!);
    await theirs.accounts.refresh(who);
    enter(one, life.roomId);
    life.machines[who].push({label, one, isOnline: true, goneAt: undefined});
  },
  async revoke(life: Life, who: Name, which: number) {
    const by = online(life, who)[0];
    const target = pick(present(life, who).slice(1), which);
    if (by === undefined || target === undefined || by === target) return;
    const session = await by.one.client.parts.keys.session();
    const left = (now: readonly DeviceKeys[]) => now.filter(({label}) => label !== target.label);
    const isDone = await tried(changeDevices(by.one.client, session, {type: 'revoke', devices: left}));
    const isRevoked =
      isDone === 'unknown' ? await cameTrue(life, who, by.one, labels => !labels.includes(target.label)) : isDone;
    if (isRevoked) gone(life, target);
  },
  async restore(life: Life, who: Name) {
    if (who === 'alice') return;
    const before = present(life, who);
    const label = `device ${life.made++}`;
    const one = await elsewhere(life.on, before[0]!.one, label);
    const session = await one.client.parts.keys.session();
    // Cut in the middle, it is done once more.
    let isDone = await tried(restore(one.client, session, {typed: life.phrase, keepsOthers: false}));
    for (let tries = 0; isDone === 'unknown' && tries < 5; tries++) {
      await untilStatus(one.client, 'online');
      isDone = await tried(restore(one.client, session, {typed: life.phrase, keepsOthers: false}));
    }
    if (isDone !== true) throw new Error('the phrase did not bring it back');
    for (const machine of before) gone(life, machine);
    enter(one, life.roomId);
    life.machines[who].push({label, one, isOnline: true, goneAt: undefined});
  },
  async leave(life: Life, who: Name, which: number) {
    const all = online(life, who);
    const machine = pick(all, which);
    if (machine === undefined || all.length === 1) return;
    machine.isOnline = false;
    await machine.one.client.close();
  },
  async comeBack(life: Life, who: Name, which: number) {
    const machine = pick(
      present(life, who).filter(({isOnline}) => !isOnline),
      which,
    );
    if (machine !== undefined) await come(life, machine);
  },
  async reload(life: Life, who: Name, which: number): Promise<void> {
    const machine = pick(online(life, who), which);
    if (machine === undefined) return;
    await machine.one.client.close();
    await come(life, machine);
  },
  /** What comes next is lost on its way to one device. */
  async lost(life: Life, who: Name, which: number) {
    const machine = pick(online(life, who), which);
    if (machine === undefined) return;
    const {keys} = machine.one.client.parts;
    const takes = keys.takes.bind(keys);
    keys.takes = () => {
      keys.takes = takes;
      return true;
    };
    await say(life, online(life, who === 'alice' ? 'bob' : 'alice')[0]);
  },
  async doubled(life: Life, who: Name, which: number) {
    const machine = pick(online(life, who), which);
    if (machine === undefined) return;
    const {roomId} = life;
    const raw = await life.on.open(who, machine.one.token);
    const {entries} = await raw.request('entryList', {roomId, limit: 20});
    await raw.close();
    machine.one.client.parts.keys.takes({roomId, entries: [...entries.slice(which % 5), ...entries]});
  },
};

async function come(life: Life, machine: Machine): Promise<void> {
  const {one, label} = machine;
  const secretPlace = secretsOf(label === FIRST ? one.name : `${one.name} ${label}`);
  machine.one = await memberAgain(life.on.url, one, {deviceName: label, secretPlace, encryptsNew: true});
  machine.isOnline = true;
  await machine.one.sees('the conversation', state => state.roomById[life.roomId]);
  enter(machine.one, life.roomId);
}

/** A person has so many connections at most: those that are revoked go first, and are looked at in the end. */
async function makePlace({machines}: Life, who: Name): Promise<void> {
  const revoked = machines[who].filter(({isOnline, goneAt}) => isOnline && goneAt !== undefined);
  for (const machine of revoked.slice(0, -REVOKED_MAX)) {
    machine.isOnline = false;
    await machine.one.client.close();
  }
}

const textsOf = (one: Member, roomId: number) => one.texts(roomId).filter(text => text.startsWith('said'));

async function live(steps: readonly Step[]): Promise<void> {
  const on = await world();
  const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
  const {roomId} = await openDirect(alice.client, 'bob');
  await sendAndWait(alice.client, roomId, {text: 'hello'});
  await bob.sees('the conversation', state => state.roomById[roomId]);
  for (const one of [alice, bob]) enter(one, roomId);
  const first = (one: Member): Machine => ({label: FIRST, one, isOnline: true, goneAt: undefined});
  const phrase = (await phraseWords(await bob.client.parts.keys.session())) ?? [];
  const life: Life = {
    on,
    roomId,
    machines: {alice: [first(alice)], bob: [first(bob)]},
    phrase: phrase.join(' '),
    said: [],
    maybe: [],
    made: 0,
  };
  for (const {type, who, which} of steps) {
    await ACTS[type](life, who, which).catch(async (error: unknown) => {
      // A busy machine lets connections go: what was about to be done is not done, and everybody comes back.
      if (!(error instanceof ChatError) || !UNKNOWN.has(error.code)) throw error;
    });
    for (const machine of [...online(life, 'alice'), ...online(life, 'bob')])
      await untilStatus(machine.one.client, 'online');
    await makePlace(life, who);
    on.clock.turn(10 * 60_000);
  }
  await say(life, online(life, 'alice')[0]);
  for (const who of ['alice', 'bob'] as const) {
    for (const machine of life.machines[who]) {
      if (!machine.isOnline) await come(life, machine);
      const {one, goneAt} = machine;
      const may = new Set([...life.said.slice(0, goneAt?.said), ...life.maybe.slice(0, goneAt?.maybe)]);
      const hasAll = () => life.said.every(text => textsOf(one, roomId).includes(text));
      if (goneAt === undefined) await one.sees('all of it', hasAll);
      const read = textsOf(one, roomId);
      // Once each, in one order, and nothing of what came after it was revoked.
      expect([...read].toSorted()).toEqual([...new Set(read)].toSorted());
      expect(read.filter(text => !may.has(text))).toEqual([]);
      expect(one.room(roomId).lock?.problem).toBeUndefined();
      const {conversations} = await one.client.parts.keys.session();
      const keys = (conversations.known(roomId)?.epochs ?? []).map(({key}) => key !== undefined);
      expect(goneAt !== undefined || keys.every(Boolean)).toBe(true);
      if (goneAt !== undefined) await one.client.close();
    }
  }
  const seen = life.machines.alice.concat(life.machines.bob).filter(({goneAt}) => goneAt === undefined);
  const orders = new Set(seen.map(({one}) => textsOf(one, roomId).join()));
  expect(orders.size).toBe(1);
  const bad = seen.flatMap(({one}) => entriesOf(one, roomId).filter(({kind}) => kind === 'sealed'));
  expect(bad).toEqual([]);
  for (const {one} of life.machines.alice.concat(life.machines.bob)) await one.client.close();
  await on.close();
}

const TYPES = Object.keys(ACTS) as (keyof typeof ACTS)[];
const step = fc.record({
  type: fc.oneof(
    {weight: 2, arbitrary: fc.constant<Step['type']>('say')},
    {weight: 3, arbitrary: fc.constantFrom(...TYPES)},
  ),
  who: fc.constantFrom<Name>('alice', 'bob'),
  which: fc.nat(9),
});

test(
  'whatever happens to devices and keys, all who may read can, and nobody else',
  async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, {minLength: STEPS_OF_ONE, maxLength: STEPS_OF_ONE}), live), {
      seed: SEED,
      numRuns: Math.ceil(STEPS / STEPS_OF_ONE),
      endOnFailure: true,
    });
  },
  90_000 + STEPS * 200,
);
