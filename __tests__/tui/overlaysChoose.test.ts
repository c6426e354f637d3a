/** Lists to choose from and things to read, over the chat: by number, by arrows, and out of the way for whoever writes. */
import {describe, expect, test} from '@jest/globals';
import {createRoom} from '../../src/client/actions/room.ts';
import {submit} from '../../src/client/input/submit.ts';
import {parseAddress} from '../../src/shared/address.ts';
import {moment, throughGates} from '../client/support/heldRequests.ts';
import {member, type Member} from '../client/support/member.ts';
import {person} from '../client/support/sealedMembers.ts';
import {ctrl, DOWN, ENTER, pilot, UP} from '../support/screen/pilot.ts';
import {room, stage} from '../support/screen/stage.ts';
import {world} from '../support/world.ts';

describe('a list to choose from', () => {
  const listed = ['ant', 'bee', 'cat', 'dog', 'eel', 'fox', 'gnu', 'hen', 'ibis', 'jay', 'kite', 'lynx'].map(
    (name, at) => ({roomId: 70 + at, kind: 'public', name, topic: '', memberCount: 2, isMember: false}) as const,
  );
  const open = async () => {
    const {client, asked} = stage({listed});
    const one = await pilot(client);
    await one.press('/list', ENTER);
    await one.until('Rooms ─');
    return {one, joined: () => asked.filter(line => line.startsWith('roomJoin'))};
  };

  test.each([
    ['a number that is no part of another', ['3'], 'cat'],
    ['a number of two digits', ['1', '2'], 'lynx'],
    ['a number that could go on, and Enter', ['1', ENTER], 'ant'],
    ['arrows and Enter', [DOWN, DOWN, UP, ENTER], 'bee'],
  ])('is chosen from by %s', async (_how, keys, name) => {
    const {one, joined} = await open();
    await one.press(...keys);
    expect(joined()).toEqual([`roomJoin {"name":"${name}"}`]);
    expect(one.text()).not.toContain('Rooms ─');
  });

  test('shows a public room that one is invited to as the server lists it, and a private one as private', async () => {
    const {client} = stage({listed});
    for (const [roomId, roomName] of [
      [listed[1]!.roomId, listed[1]!.name],
      [99, 'den'],
    ] as const)
      client.dispatch({type: 'inviteReceived', roomId, roomName, by: 'bob', sentAtMs: 1});
    const one = await pilot(client);
    await one.press('/list', ENTER);
    await one.until('Rooms ─');
    expect(one.text()).toMatch(/2 +#den +\+ +private +@bob invites you/);
    expect(one.text()).toMatch(/1 +#bee +\+ +2 members +@bob invites you/);
  });

  test('closes for whoever writes, and nothing of what is written is lost', async () => {
    const {one, joined} = await open();
    await one.press('q', 'u', 'it', ' ', 'now');
    expect(one.screen().at(-1)).toBe('#lobby > quit now');
    expect(joined()).toEqual([]);
  });
});

test('of two rooms of one name the list has both, and each is gone into', async () => {
  const {url} = await world();
  const [ann, bob] = [await member(url, 'ann'), await member(url, 'bob')];
  const one = await pilot(ann.client);
  const own = await createRoom(ann.client, {name: 'ops', isPrivate: true});
  const theirs = await createRoom(bob.client, {name: 'work', isPrivate: true});
  await submit(bob.client, '/invite @ann #work');
  await one.until(/\+ #work/);
  await submit(ann.client, '/join #work');
  await bob.client.request('roomRename', {roomId: theirs.roomId, name: 'ops'});
  await ann.sees('the new name', ({roomById}) => roomById[theirs.roomId]?.room.name === 'ops');
  const reached = new Set<unknown>();
  for (const number of ['2', '3']) {
    await one.press('/join #lobby', ENTER);
    await one.until('#lobby >');
    await one.press('/list', ENTER);
    await one.until(/2 +#ops +\* +private[^]* 3 +#ops +\* +private/);
    await one.press(number);
    await one.until('#ops not encrypted >');
    reached.add(ann.client.getState().currentRoomId);
  }
  expect(reached).toEqual(new Set([own.roomId, theirs.roomId]));
});

test('a list that comes while one writes waits for a pause: Enter sends the message, and joins nothing', async () => {
  const {url} = await world();
  const [ann, bob] = [await member(url, 'ann'), await member(url, 'bob')];
  await createRoom(bob.client, {name: 'bee'});
  const [asked, held] = [moment(), moment()];
  throughGates(ann, {
    down(name) {
      if (name !== 'roomList') return undefined;
      asked.comes();
      return held.came;
    },
  });
  const one = await pilot(ann.client);
  await one.press('/list', ENTER);
  await asked.came;
  await one.press('ok');
  held.comes();
  await ann.client.request('ping', {});
  await one.press(ENTER);
  await bob.sees('the message', () => bob.texts().includes('ok'));
  await one.until('Rooms ─');
  expect(one.text()).toMatch(/#bee .*1 member/);
  expect(Object.keys(ann.client.getState().roomById)).toEqual(['1']);
  // Nobody writes: it is there at once, and takes its keys.
  await one.press('1');
  await ann.sees('the room', ({roomById}) => Object.keys(roomById).length === 2);
});

test('whom the server alone vouches for is let in by a choice of its own, not by Enter', async () => {
  const on = await world();
  const [ann, bob] = [await person(on, 'ann'), await person(on, 'bob')];
  const {roomId} = await createRoom(ann.client, {name: 'garden', isPrivate: true});
  await submit(ann.client, '/encrypt');
  await ann.sees('that it is encrypted', () => ann.room(roomId).lock?.kind === 'sealed');
  await letInByLink(ann, bob);
  await bob.sees('the room', state => state.roomById[roomId]);
  const one = await pilot(ann.client, {columns: 100});
  await one.press('/encrypt', ENTER);
  await one.until(/1 +Let in nobody/);
  await one.press(ENTER);
  await one.until(lines => !lines.join('\n').includes('Let in @bob'));
  expect(await ann.client.parts.keys.membersNotLetIn(roomId)).toEqual(['bob']);
  await one.press('/encrypt', ENTER);
  await one.until('Let in @bob');
  await one.press('2');
  await one.until('#garden is encrypted from here on.');
  expect(await ann.client.parts.keys.membersNotLetIn(roomId)).toEqual([]);
});

/** A member by a link that the server made: no member has vouched for them. */
async function letInByLink(owner: Member, guest: Member): Promise<void> {
  const made = await owner.client.request('adminCommand', {name: 'invite-link', args: {rooms: ['#garden']}});
  const {inviteCode = ''} = parseAddress(String(made.rows[0]?.['link']));
  await guest.client.request('invitationUse', {inviteCode});
}

test('where there is little room, what is widest in a list gives way, and the rest can be read', async () => {
  const names = ['a-name-that-takes-more-room-than-all-the-rest-does', 'ops'];
  const listed = names.map(
    (name, at) => ({roomId: 70 + at, kind: 'public', name, topic: '', memberCount: 12, isMember: false}) as const,
  );
  const one = await pilot(stage({listed}).client, {columns: 50, rows: 20});
  await one.press('/list', ENTER);
  await one.until('Rooms ─');
  expect(one.text()).toMatch(/1 +#a-name-that-tak\S*… {2}12 members/);
  expect(one.text()).toMatch(/2 +#ops +12 members/);
  await one.resize(100, 20);
  expect(one.text()).toMatch(new RegExp(`#${names[0]} +12 members`));
});

test.each(['quiet', 'jkgGb', 'ünï', '你好'])('%s over something to read closes it and is written', async text => {
  const {client} = stage({rooms: [room(1, 'lobby', {topic: 'Be kind'})]});
  const one = await pilot(client);
  for (const open of [['/topic', ENTER]]) {
    await one.press(...open);
    await one.until('Esc close');
    await one.press(...Array.from(text));
    expect(one.screen().at(-1)).toBe(`#lobby > ${text}`);
    await one.press(ctrl('u'));
  }
  await one.press('/topic', ENTER);
  await one.until('Esc close');
  await one.paste('two words');
  expect(one.screen().at(-1)).toBe('#lobby > two words');
});
