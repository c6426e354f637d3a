/** Whether it is encrypted is said whole where one writes and above a thread; the name gives way to it. */
import {expect, test} from '@jest/globals';
import {enterRoom} from '../../src/client/actions/room.ts';
import type {Lock} from '../../src/client/state/state.ts';
import {fakeServer, lobby, session} from '../client/support/fakeServer.ts';
import {person, secretsOf} from '../client/support/sealedMembers.ts';
import {clientOf, member} from '../client/support/member.ts';
import {ctrl, ENTER, pilot} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';
import {world} from '../support/world.ts';

const LONG = 'maximilian-s';
const GROUP = 'barbara,christopher,dominique,elisabeth,ferdinand,gwendolyn';
const ROOM_ID = 2;

/** In a conversation of which this is known. */
async function talking(
  columns: number,
  name: string,
  lock: Partial<Lock>,
  kind: 'direct' | 'private' | 'group' | 'public',
) {
  const partner = kind === 'direct' ? {partner: user(name)} : {};
  const {client} = stage({rooms: [room(1, 'lobby'), room(ROOM_ID, name, {kind, ...partner})]});
  const root = {seq: 1, id: 'x'.repeat(22), sender: 'bob', sentAtMs: 1, kind: 'message', text: 'soup?'} as const;
  client.dispatch({type: 'roomEntered', roomId: ROOM_ID});
  client.dispatch({type: 'entriesLoaded', roomId: ROOM_ID, place: 'newest', entries: [root], lastSeq: 1});
  client.dispatch({
    type: 'lockChanged',
    roomId: ROOM_ID,
    lock: {kind: 'sealed', isVerified: false, detail: '', ...lock},
  });
  const one = await pilot(client, {columns, rows: 24});
  return {
    one,
    prompt: () => one.screen().at(-1),
    heading: () =>
      one
        .screen()[0]
        ?.replace(/^.*│(?=.)/, '')
        .trim() ?? '',
    openThread: async () => {
      client.dispatch({type: 'threadEntered', roomId: ROOM_ID, seq: 1});
      client.dispatch({type: 'threadLoaded', roomId: ROOM_ID, seq: 1, entries: [root]});
      await one.settle();
    },
  };
}

const STOPPED = {problem: {code: 'root-changed', detail: ''}} as const;

test.each([
  [120, 'bob', 'sealed', '@bob encrypted >', '@bob ⤷ encrypted >'],
  [80, 'bob', 'sealed', '@bob encrypted >', '@bob ⤷ encrypted >'],
  [50, 'bob', 'sealed', '@b… encrypted >', '@bob ⤷ enc. >'],
  [120, LONG, 'sealed', '@maximilian-s encrypted >', '@maximilian-s ⤷ encrypted >'],
  [80, LONG, 'sealed', '@maximilian-s encrypted >', '@maximilia… ⤷ encrypted >'],
  [50, LONG, 'sealed', '@m… encrypted >', '@maxi… ⤷ enc. >'],
  [120, LONG, 'absent', '@maximilian-s not encrypted >', '@maximilian-s ⤷ not encrypted >'],
  [80, LONG, 'absent', '@maximil… not encrypted >', '@maxim… ⤷ not encrypted >'],
  [50, 'bob', 'absent', '@bob not enc. >', '@… ⤷ not enc. >'],
  [50, LONG, 'absent', '@ma… not enc. >', '@… ⤷ not enc. >'],
  [80, LONG, 'planned', '@max… will be encrypted >', '@m… ⤷ will be encrypted >'],
  [50, LONG, 'planned', '@maximi… enc. >', '@maxi… ⤷ enc. >'],
  [80, LONG, 'stopped', '@maximilian-s stopped >', '@maximilian-s ⤷ stopped >'],
  [50, LONG, 'stopped', '@max… stopped >', '@m… ⤷ stopped >'],
] as const)('at %i columns, with %s, the input line says that it is %s', async (...told) => {
  const [columns, name, kind, inRoom, inThread] = told;
  const lock = kind === 'stopped' ? STOPPED : {kind};
  const {prompt, openThread} = await talking(columns, name, lock, 'direct');
  expect(prompt()).toBe(inRoom);
  await openThread();
  expect(prompt()).toBe(inThread);
});

test('a public room says nothing of it where one writes, a private one does, in a third of the line at most', async () => {
  const lobby = await talking(80, 'garden', {kind: 'absent'}, 'public');
  expect(lobby.prompt()).toBe('#garden >');
  const closed = await talking(80, 'release-planning', {kind: 'absent'}, 'private');
  expect(closed.prompt()).toBe('#release… not encrypted >');
  const sealed = await talking(60, 'release-planning', {}, 'private');
  expect(sealed.prompt()).toBe('#relea… encrypted >');
  await closed.one.press('x'.repeat(80 - 26 - 1));
  expect(closed.one.screen().filter(line => line.includes('xxx'))).toHaveLength(1);
});

test.each([
  [50, 'bob', 'direct', {kind: 'absent'}, '⤷ thread in @bob not encrypted  Esc leaves it'],
  [50, LONG, 'direct', {}, '⤷ thread in @maximilian-s encrypted  Esc leaves …'],
  [50, GROUP, 'group', {}, '⤷ thread in @barbara,christopher,domi… encrypted'],
  [120, 'garden', 'public', {kind: 'absent'}, '⤷ thread in #garden not encrypted  Esc leaves it'],
  [120, 'bob', 'direct', STOPPED, '⤷ thread in @bob encrypted · stopped  Esc leaves it'],
] as const)('at %i columns the heading of a thread in %s says it as that of its room does', async (...told) => {
  const [columns, name, kind, lock, wanted] = told;
  const {heading, openThread} = await talking(columns, name, lock, kind);
  await openThread();
  expect(heading()).toBe(wanted);
});

test('the heading of a room whose name leaves no place for it says it all the same', async () => {
  const {heading} = await talking(50, GROUP, {kind: 'absent', detail: '@barbara has no keys'}, 'group');
  expect(heading()).toMatch(/^@barbara,[a-z,]+… not encrypted/);
});

test('who has no keys is not written to encrypted, and the input line and the thread say so', async () => {
  const here = await world();
  const ann = await person(here, 'ann');
  await member(here.url, 'bob');
  const one = await pilot(ann.client, {columns: 80, rows: 24});
  await one.press('/msg @bob', ENTER);
  await one.until(lines => lines.at(-1) === '@bob not encrypted >');
  await one.press('soup?', ENTER);
  await one.until(/✓ soup\?/);
  await one.press(ctrl('s'), 't');
  await one.until('⤷ thread in @bob not encrypted');
  expect(one.screen().at(-1)).toBe('@bob ⤷ not encrypted >');
});

test('a login without keys writes to nobody encrypted, and the input line and the heading say so', async () => {
  const here = await world();
  const ann = await member(here.url, 'ann', {encryptsNew: true});
  await person(here, 'bob');
  const one = await pilot(ann.client, {columns: 120, rows: 24});
  await one.press('/msg @bob', ENTER);
  await one.until(lines => lines.at(-1) === '@bob not encrypted >');
  expect(one.screen().join('\n')).toContain('@bob not encrypted: this login has no keys');
  await one.press('/create #closed --private', ENTER);
  await one.until(lines => lines.at(-1) === '#closed not encrypted >');
});

test('who encrypts nothing by itself reads it of private rooms, and not of public ones', async () => {
  const here = await world();
  const ann = await member(here.url, 'ann', {secretPlace: secretsOf('ann'), encryptsNew: false});
  const one = await pilot(ann.client, {columns: 80, rows: 24});
  await one.press('/create #closed --private', ENTER);
  await one.until(lines => lines.at(-1) === '#closed not encrypted >');
  await one.press('/create #garden', ENTER);
  await one.until(lines => lines.at(-1) === '#garden >');
  expect(one.screen().join('\n')).not.toContain('not encrypted');
});

test('a server that encrypts nothing makes no secret of it', async () => {
  const direct = lobby({roomId: 2, kind: 'direct', name: 'bob', partner: user('bob')});
  const server = await fakeServer({sessionOpen: () => session('ann', [lobby(), direct])});
  const client = await clientOf({
    serverUrl: server.url,
    token: 'ct_x',
    secretPlace: secretsOf('ann'),
    encryptsNew: true,
  });
  const one = await pilot(client, {columns: 80, rows: 24});
  await one.until('#lobby not encrypted');
  enterRoom(client, 2);
  await one.until(lines => lines.at(-1) === '@bob not encrypted >');
  expect(one.screen().join('\n')).toContain('@bob not encrypted: this login has no keys');
});
