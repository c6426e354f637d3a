/**
 * Random lives of an encrypted room with a name: people are asked in with and without what was said before, join, leave, are
 * removed, are made keepers, are away and come back. All who may read can, and nobody else ever can.
 */
import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {createRoom, invite, joinRoom, leaveRoom} from '../../src/client/actions/room.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {world, type World} from '../support/world.ts';
import {memberAgain, type Member} from './support/member.ts';
import {enter, person, secretsOf} from './support/sealedMembers.ts';

const STEPS = Number(process.env.CHAT_TUI_SEALED_STEPS ?? 30);
const SEED = Number(process.env.CHAT_TUI_SEALED_SEED ?? 11);
const STEPS_OF_ONE = Math.min(STEPS, 60);
const NAMES = ['alice', 'bob', 'carol', 'dave'] as const;
type Name = (typeof NAMES)[number];

interface One {
  one: Member;
  /** Of the room, as far as the members have signed it. */
  isIn: boolean;
  /** Who has asked them in, where they are not there yet: what is said meanwhile is for them as well. */
  guestOf: Name | undefined;
  isKeeper: boolean;
  isOnline: boolean;
  /** What they may read, in all the time. */
  may: Set<string>;
  /** What they must be able to read now: of earlier stays in the room they have no log any more until they are back. */
  must: Set<string>;
}

interface Life {
  on: World;
  roomId: number;
  people: Record<Name, One>;
  said: string[];
  made: number;
}

/** Said so where two do something at once, and by whoever may not. */
const TURNED_DOWN = new Set([
  'not-allowed',
  'already-member',
  'epoch-taken',
  'epoch-old',
  'not-in-room',
  'room-not-found',
  'not-let-in',
  'too-many-requests',
  'user-not-found',
  'owner-stays',
]);

async function tried(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof ChatError && TURNED_DOWN.has(error.code)) return false;
    throw error;
  }
}

const membersIn = ({people}: Life) => NAMES.filter(name => people[name].isIn && people[name].isOnline);
const guestsIn = ({people}: Life) => NAMES.filter(name => people[name].isIn || people[name].guestOf !== undefined);
const pick = <T>(all: readonly T[], which: number): T | undefined => all[which % Math.max(1, all.length)];

/** Whom they have asked in is asked in no more. */
function gone({people}: Life, who: Name): void {
  Object.assign(people[who], {isIn: false, isKeeper: false});
  for (const one of Object.values(people)) if (one.guestOf === who) one.guestOf = undefined;
}

async function say(life: Life, who: Name | undefined): Promise<void> {
  if (who === undefined) return;
  const text = `said ${life.made++}`;
  if (!(await tried(sendAndWait(life.people[who].one.client, life.roomId, {text})))) return;
  life.said.push(text);
  for (const name of guestsIn(life)) {
    life.people[name].may.add(text);
    life.people[name].must.add(text);
  }
}

async function ask(life: Life, who: Name, which: number, givesHistory: boolean): Promise<void> {
  const by = pick(membersIn(life), which);
  const {people, roomId} = life;
  const guest = people[who];
  if (by === undefined || guest.isIn || guest.guestOf !== undefined) return;
  const isDone = await tried(invite(people[by].one.client, roomId, [who], {givesHistory}));
  if (!isDone) return;
  guest.guestOf = by;
  if (!givesHistory) return;
  // As far as who asks may read it.
  for (const text of people[by].must) {
    guest.may.add(text);
    guest.must.add(text);
  }
}

const ACTS = {
  say: (life: Life, _who: Name, which: number) => say(life, pick(membersIn(life), which)),
  async sayAtOnce(life: Life) {
    await Promise.all(membersIn(life).map(name => say(life, name)));
  },
  invite: (life: Life, who: Name, which: number) => ask(life, who, which, false),
  inviteWithAll: (life: Life, who: Name, which: number) => ask(life, who, which, true),
  async join(life: Life, who: Name) {
    const guest = life.people[who];
    if (guest.guestOf === undefined || !guest.isOnline || guest.isIn) return;
    if (!(await tried(joinRoom(guest.one.client, 'garden')))) return;
    Object.assign(guest, {isIn: true, guestOf: undefined});
    enter(guest.one, life.roomId);
  },
  async leave(life: Life, who: Name) {
    const one = life.people[who];
    if (who === 'alice' || !one.isIn || !one.isOnline) return;
    if (await tried(leaveRoom(one.one.client, life.roomId))) gone(life, who);
  },
  async remove(life: Life, who: Name, which: number) {
    const {people, roomId} = life;
    const by = pick(
      membersIn(life).filter(name => people[name].isKeeper),
      which,
    );
    if (by === undefined || by === who || !people[who].isIn || people[who].isKeeper) return;
    if (await tried(people[by].one.client.request('memberRemove', {roomId, name: who, reason: ''}))) gone(life, who);
  },
  async promote(life: Life, who: Name) {
    const {people, roomId} = life;
    if (!people[who].isIn || who === 'alice' || !people.alice.isOnline) return;
    const role = people[who].isKeeper ? 'member' : 'moderator';
    if (await tried(people.alice.one.client.request('roomRoleSet', {roomId, name: who, role})))
      people[who].isKeeper = !people[who].isKeeper;
  },
  async goAway(life: Life, who: Name) {
    const one = life.people[who];
    if (!one.isOnline || membersIn(life).length < 2) return;
    one.isOnline = false;
    await one.one.client.close();
  },
  comeBack: (life: Life, who: Name) => come(life, who),
};

async function come(life: Life, who: Name): Promise<void> {
  const one = life.people[who];
  if (one.isOnline) return;
  one.one = await memberAgain(life.on.url, one.one, {secretPlace: secretsOf(who), encryptsNew: true});
  one.isOnline = true;
  if (one.isIn) enter(one.one, life.roomId);
}

const textsOf = ({one}: One, roomId: number) =>
  roomId in one.client.getState().roomById ? one.texts(roomId).filter(text => text.startsWith('said')) : [];

async function live(steps: readonly {type: keyof typeof ACTS; who: Name; which: number}[]): Promise<void> {
  const on = await world();
  const made = async (name: Name): Promise<[Name, One]> => [
    name,
    {
      one: await person(on, name),
      isIn: name === 'alice',
      guestOf: undefined,
      isKeeper: name === 'alice',
      isOnline: true,
      may: new Set(),
      must: new Set(),
    },
  ];
  const all: [Name, One][] = [];
  for (const name of NAMES) all.push(await made(name));
  const people = Object.fromEntries(all) as Life['people'];
  const {roomId} = await createRoom(people.alice.one.client, {name: 'garden', isPrivate: true});
  enter(people.alice.one, roomId);
  const life: Life = {on, roomId, people, said: [], made: 0};
  for (const {type, who, which} of steps) {
    await ACTS[type](life, who, which);
    for (const name of NAMES) if (people[name].isOnline) await untilStatus(people[name].one.client, 'online');
    on.clock.turn(10 * 60_000);
  }
  for (const name of NAMES) await come(life, name);
  await say(life, 'alice');
  const last = (await people.alice.one.client.parts.keys.session()).conversations.known(roomId)!.epochs.at(-1)!;
  const members = last.statement.members.map(({name}) => name);
  expect(members.toSorted()).toEqual(guestsIn(life).toSorted());
  for (const name of NAMES) {
    const one = people[name];
    if (one.isIn) await one.one.sees(`all that ${name} may read`, () => hasAll(one, roomId));
    const read = textsOf(one, roomId);
    expect([...read].toSorted()).toEqual([...new Set(read)].toSorted());
    expect([name, read.filter(text => !one.may.has(text))]).toEqual([name, []]);
    // Also not by any key that is on this machine.
    const {conversations} = await one.one.client.parts.keys.session();
    const holdsKey = conversations.known(roomId)?.epochs[last.statement.n]?.key !== undefined;
    expect([name, holdsKey && !members.includes(name)]).toEqual([name, false]);
  }
  const order = textsOf(people.alice, roomId).join();
  expect(order).toBe([...new Set(textsOf(people.alice, roomId))].join());
  for (const name of NAMES) await people[name].one.client.close();
  await on.close();
}

const hasAll = (one: One, roomId: number) => {
  const read = new Set(textsOf(one, roomId));
  return [...one.must].every(text => read.has(text));
};

const TYPES = Object.keys(ACTS) as (keyof typeof ACTS)[];
const step = fc.record({
  type: fc.oneof(
    {weight: 1, arbitrary: fc.constant<keyof typeof ACTS>('say')},
    {weight: 1, arbitrary: fc.constant<keyof typeof ACTS>('join')},
    {weight: 3, arbitrary: fc.constantFrom(...TYPES)},
  ),
  who: fc.constantFrom(...NAMES),
  which: fc.nat(9),
});

test(
  'whoever comes and goes, all who may read can, and nobody else',
  async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, {minLength: STEPS_OF_ONE, maxLength: STEPS_OF_ONE}), live), {
      seed: SEED,
      numRuns: Math.ceil(STEPS / STEPS_OF_ONE),
      endOnFailure: true,
    });
  },
  90_000 + STEPS * 200,
);
