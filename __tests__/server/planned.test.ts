/** Reminders and messages for later: said once, at their time, or when the server is there again. */
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from '@jest/globals';
import {FIXED_LIMITS} from '../../src/shared/limits.ts';
import {world, type Person, type World} from '../support/world.ts';

const HOUR_MS = 60 * 60_000;
const saying = (text: string) => (event: {entries: readonly object[]}) =>
  event.entries.some(entry => 'text' in entry && entry.text === text);
const textsIn = async (person: Person, roomId: number): Promise<string[]> => {
  const {entries} = await person.request('entryList', {roomId});
  return entries.flatMap(entry => ('text' in entry ? `${entry.sender}: ${entry.text}` : []));
};
const plan = (made: World, person: Person, what: {kind: 'message' | 'reminder'; inMs: number; text?: string}) =>
  person.request('plannedAdd', {
    id: made.newId(),
    kind: what.kind,
    roomId: made.lobby,
    text: what.text ?? 'hello',
    dueAtMs: made.clock.now() + what.inMs,
  });

describe('a message for later', () => {
  test('is sent at its time, as its writer’s, who may be away', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await plan(made, ann!, {kind: 'message', inMs: HOUR_MS});
    await ann!.close();
    made.clock.turn(HOUR_MS - 1);
    await bob!.settle();
    expect(await textsIn(bob!, made.lobby)).toEqual([]);
    made.clock.turn(1);
    const {entries} = await bob!.next('entriesAppended', saying('hello'));
    expect(entries).toMatchObject([{sender: 'ann', kind: 'message', sentAtMs: made.clock.now()}]);
    const back = await made.open('ann', ann!.token);
    expect(await back.request('plannedList', {})).toEqual({planned: []});
  });

  test('that became due while the server was down is sent once when it is back, and not again after', async () => {
    const made = await world();
    const [ann] = await made.people('ann');
    await plan(made, ann!, {kind: 'message', inMs: HOUR_MS, text: 'one'});
    await plan(made, ann!, {kind: 'message', inMs: 3 * HOUR_MS, text: 'two'});
    await plan(made, ann!, {kind: 'reminder', inMs: HOUR_MS, text: 'call bob'});
    await made.server.close();
    made.clock.turn(2 * HOUR_MS);
    await made.restart();
    const again = await made.open('ann', ann!.token);
    const hasOne = async () => (await textsIn(again, made.lobby)).includes('ann: one');
    if (!(await hasOne())) await again.next('entriesAppended', saying('one'));
    await made.restart();
    const third = await made.open('ann', ann!.token);
    made.clock.turn(2 * HOUR_MS);
    if (!(await textsIn(third, made.lobby)).includes('ann: two')) await third.next('entriesAppended', saying('two'));
    expect(await textsIn(third, made.lobby)).toEqual(['ann: one', 'ann: two']);
    const notes = await third.request('groupOpen', {names: []});
    expect(await textsIn(third, notes.roomId)).toEqual([expect.stringMatching(/^server: Reminder: call bob/)]);
    expect(await third.request('plannedList', {})).toEqual({planned: []});
  });

  test('that cannot be said is told of, tried again in a minute, and keeps none of the others', async () => {
    const made = await world();
    const [ann] = await made.people('ann');
    await plan(made, ann!, {kind: 'message', inMs: HOUR_MS, text: 'stuck'});
    await plan(made, ann!, {kind: 'message', inMs: HOUR_MS + 1, text: 'hello'});
    const database = new DatabaseSync(join(made.dataDir, 'chat.db'));
    database.exec(`CREATE TRIGGER stuck BEFORE DELETE ON planned WHEN old.text = 'stuck'
      BEGIN SELECT RAISE(ABORT, 'this row is stuck'); END`);
    made.clock.turn(2 * HOUR_MS);
    await ann!.next('entriesAppended', saying('hello'));
    database.exec('DROP TRIGGER stuck');
    database.close();
    await ann!.settle();
    expect(await textsIn(ann!, made.lobby)).toEqual(['ann: hello']);
    made.clock.turn(60_000);
    await ann!.next('entriesAppended', saying('stuck'));
    expect(made.logLines.filter(line => line.includes('this row is stuck'))).toHaveLength(1);
  });

  test('that the room does not take any more comes back to its writer with the reason', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const {roomId} = await bob!.request('roomCreate', {name: 'tea', isPrivate: false});
    await ann!.request('roomJoin', {name: 'tea'});
    const dueAtMs = made.clock.now() + HOUR_MS;
    await ann!.request('plannedAdd', {id: made.newId(), kind: 'message', roomId, text: 'hello', dueAtMs});
    await ann!.request('roomLeave', {roomId});
    made.clock.turn(HOUR_MS);
    const {room} = await ann!.next('roomOpened', opened => opened.room.kind === 'group');
    expect((await textsIn(ann!, room.roomId))[0]).toMatch(
      /^server: Your message for #tea was not sent: You are not in[^]*\nhello$/,
    );
    expect(await textsIn(bob!, roomId)).toEqual([]);
  });

  test('of who is kicked is not sent, and they find it', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    await plan(made, bob!, {kind: 'message', inMs: 60_000});
    await ann!.request('userKick', {name: 'bob', reason: ''});
    made.clock.turn(60_000);
    made.clock.turn(10 * 60_000);
    const back = await made.open('bob', bob!.token);
    const notes = await back.request('groupOpen', {names: []});
    const [told] = await textsIn(back, notes.roomId);
    expect(told).toContain('was not sent: You were disconnected by ann');
  });
});

describe('a reminder', () => {
  test('comes to one’s notes, unread, on all devices, and to nobody else', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const phone = await ann!.another();
    await ann!.request('plannedAdd', {
      id: made.newId(),
      kind: 'reminder',
      roomId: made.lobby,
      text: 'call bob',
      dueAtMs: made.clock.now() + HOUR_MS,
      aboutSeq: 2,
    });
    made.clock.turn(HOUR_MS);
    const opened = [await ann!.next('roomOpened'), await phone.next('roomOpened')];
    expect(opened.map(({room}) => room)).toMatchObject([
      {kind: 'group', name: 'ann', unread: 1},
      {kind: 'group', name: 'ann', unread: 1},
    ]);
    expect(await textsIn(ann!, opened[0]!.room.roomId)).toEqual(['server: Reminder: call bob (#lobby message 2)']);
    await bob!.settle();
    expect(bob!.told('roomOpened')).toEqual([]);
  });

  test('is listed, the next first, and can be cancelled, by its owner alone', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const late = await plan(made, ann!, {kind: 'reminder', inMs: 2 * HOUR_MS, text: 'late'});
    const soon = await plan(made, ann!, {kind: 'message', inMs: HOUR_MS, text: 'soon'});
    expect((await ann!.request('plannedList', {})).planned).toEqual([soon, late]);
    expect(soon).toMatchObject({room: '#lobby', text: 'soon', kind: 'message'});
    expect(await bob!.codeOf('plannedCancel', {id: soon.id})).toBe(`planned-not-found ${soon.id}`);
    await ann!.request('plannedCancel', {id: soon.id});
    made.clock.turn(HOUR_MS);
    await made.say(bob!, made.lobby, 'a barrier');
    expect(await textsIn(bob!, made.lobby)).toEqual(['bob: a barrier']);
    expect((await ann!.request('plannedList', {})).planned).toEqual([late]);
  });

  test('asked for twice with one id is one', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const params = {id: made.newId(), kind: 'reminder' as const, roomId: 1, text: 'x', dueAtMs: made.clock.now() + 1};
    expect(await ann.request('plannedAdd', params)).toEqual(await ann.request('plannedAdd', params));
    expect((await ann.request('plannedList', {})).planned).toHaveLength(1);
  });
});

describe('an id that was used', () => {
  const reminder = (made: World, id: string) => ({
    id,
    kind: 'reminder' as const,
    roomId: made.lobby,
    text: 'x',
    dueAtMs: made.clock.now() + 1,
  });

  test('by a reminder, or by a message that was not sent, is not planned again', async () => {
    const made = await world();
    const [ann, bob] = await made.people('ann', 'bob');
    const {roomId} = await ann!.request('roomCreate', {name: 'tea', isPrivate: false});
    await bob!.request('roomJoin', {name: 'tea'});
    const [reminded, refused] = [reminder(made, made.newId()), {...reminder(made, made.newId()), roomId}];
    await bob!.request('plannedAdd', reminded);
    await bob!.request('plannedAdd', {...refused, kind: 'message'});
    await bob!.request('roomLeave', {roomId});
    await plan(made, bob!, {kind: 'message', inMs: 2});
    made.clock.turn(2);
    await bob!.next('entriesAppended', saying('hello'));
    const codes = [await bob!.codeOf('plannedAdd', reminded), await bob!.codeOf('plannedAdd', {...refused, roomId: 1})];
    expect(codes).toEqual([`planned-not-found ${reminded.id}`, `planned-not-found ${refused.id}`]);
    const notes = await bob!.request('groupOpen', {names: []});
    expect((await textsIn(bob!, notes.roomId)).toSorted()).toEqual([
      'server: Reminder: x',
      expect.stringMatching(/^server: Your message for #tea was not sent: You are not in[^]*\nx$/),
    ]);
    // It is taken in their own notes alone.
    expect(await ann!.codeOf('plannedAdd', reminded)).toBe('ok');
  });

  test('and is planned again all the same, by an older server, goes without being said twice', async () => {
    const made = await world();
    const [, bob] = await made.people('ann', 'bob');
    const used = reminder(made, made.newId());
    await bob!.request('plannedAdd', used);
    made.clock.turn(1);
    const {room} = await bob!.next('roomOpened');
    const database = new DatabaseSync(join(made.dataDir, 'chat.db'));
    database
      .prepare(
        `INSERT INTO planned (planned_id, user_id, room_id, kind, text, due_at_ms, made_at_ms)
          SELECT ?, user_id, 1, 'reminder', 'again', ?, 0 FROM accounts WHERE name = 'bob'`,
      )
      .run(used.id, made.clock.now());
    database.close();
    await plan(made, bob!, {kind: 'message', inMs: 1});
    made.clock.turn(1);
    await bob!.next('entriesAppended', saying('hello'));
    expect((await bob!.request('plannedList', {})).planned).toEqual([]);
    expect(await textsIn(bob!, room.roomId)).toEqual(['server: Reminder: x']);
    expect(made.logLines.filter(line => line.includes('"level":"error"'))).toEqual([]);
  });
});

test('notes that were encrypted by an older server take no reminder, and keep none from the others', async () => {
  const made = await world();
  const [ann, bob] = await made.people('ann', 'bob');
  const {roomId} = await bob!.request('groupOpen', {names: []});
  await plan(made, bob!, {kind: 'reminder', inMs: 1});
  await plan(made, ann!, {kind: 'message', inMs: 2, text: 'hello'});
  await made.server.close();
  const database = new DatabaseSync(join(made.dataDir, 'chat.db'));
  database.prepare("UPDATE rooms SET conv = x'00' WHERE room_id = ?").run(roomId);
  database.close();
  await made.restart();
  const again = await made.open('bob', bob!.token);
  made.clock.turn(2);
  await again.next('entriesAppended', saying('hello'));
  expect((await again.request('plannedList', {})).planned).toEqual([]);
  expect(made.logLines.filter(line => line.includes('"level":"error"'))).toEqual([]);
});

test('as many plans of one person as there can be, none of which can be said, keep nobody else’s', async () => {
  const made = await world();
  const [ann, bob] = await made.people('ann', 'bob');
  const dueAtMs = made.clock.now() + HOUR_MS;
  for (let index = 0; index < FIXED_LIMITS.plannedMax; index++) {
    if (index === 50) made.clock.turn(60_000);
    await bob!.request('plannedAdd', {id: made.newId(), kind: 'reminder', roomId: made.lobby, text: 'stuck', dueAtMs});
  }
  const database = new DatabaseSync(join(made.dataDir, 'chat.db'));
  database.exec(`CREATE TRIGGER stuck BEFORE DELETE ON planned WHEN old.text = 'stuck'
    BEGIN SELECT RAISE(ABORT, 'this row is stuck'); END`);
  database.close();
  await plan(made, ann!, {kind: 'message', inMs: HOUR_MS, text: 'hello'});
  await plan(made, ann!, {kind: 'message', inMs: HOUR_MS + 1_000, text: 'a second later'});
  made.clock.turn(HOUR_MS);
  await ann!.next('entriesAppended', saying('hello'));
  await ann!.settle();
  made.clock.turn(1_000);
  await ann!.next('entriesAppended', saying('a second later'));
  expect((await bob!.request('plannedList', {})).planned).toHaveLength(FIXED_LIMITS.plannedMax);
});
