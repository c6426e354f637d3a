/** The list of rooms: numbers that stay, favourites, order, invitations, long names; at small and large sizes. */
import {describe, expect, test} from '@jest/globals';
import {submit} from '../../src/client/input/submit.ts';
import {member, memberAgain, temporaryFolder} from '../client/support/member.ts';
import {alt, ctrl, DOWN, ENTER, F2, pilot} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';
import {world} from '../support/world.ts';

const named = (lines: readonly string[]) =>
  lines
    .slice(1, -2)
    .map(line => line.split('│')[0]?.trim() ?? '')
    .filter(line => /^(?:\d|[+]|favourites|rooms|conversations|invitations|#|@)/.test(line));

describe.each([
  [80, 24],
  [200, 50],
])('at %i columns and %i rows', (columns, rows) => {
  test('numbers stay with a room, whatever joins and leaves, and lead to it', async () => {
    const here = await world();
    const ann = await member(here.url, 'ann');
    for (const name of ['#zoo', '#bay', '#ant']) await submit(ann.client, `/create ${name}`);
    const screen = await pilot(ann.client, {columns, rows});
    await screen.until(lines => named(lines).length === 4);
    expect(named(screen.screen())).toEqual(['1 #lobby', '4 #ant', '3 #bay', '2 #zoo']);
    await submit(ann.client, '/leave #bay');
    await screen.until(lines => named(lines).length === 3);
    expect(named(screen.screen())).toEqual(['1 #lobby', '4 #ant', '2 #zoo']);
    await screen.press(alt('2'));
    expect(screen.screen().at(-1)).toBe('#zoo >');
    await submit(ann.client, '/create #cow');
    await screen.until(lines => named(lines).length === 4);
    expect(named(screen.screen())).toEqual(['1 #lobby', '4 #ant', '3 #cow', '2 #zoo']);
  });

  test('favourites stand on top, and an invitation is joined with one key', async () => {
    const here = await world();
    const ann = await member(here.url, 'ann');
    const bob = await member(here.url, 'bob');
    await submit(ann.client, '/create #zoo');
    const screen = await pilot(ann.client, {columns, rows});
    await screen.press('/favourite', ENTER);
    await screen.until('#zoo is a favourite now');
    expect(named(screen.screen())).toEqual(['favourites', '2 #zoo', 'rooms', '1 #lobby']);
    await submit(bob.client, '/create #secret --private');
    await submit(bob.client, '/invite @ann #secret');
    await screen.until(/invitations/);
    expect(named(screen.screen()).at(-1)).toMatch(/^\+ #secret/);
    await screen.press(F2, DOWN, DOWN, ENTER);
    await screen.until('#secret not encrypted >');
    expect(named(screen.screen())).toEqual(['favourites', '2 #zoo', 'rooms', '1 #lobby', '3 #secret']);
  });
});

test('invitations to rooms of one name are moved past', async () => {
  const here = await world();
  const ann = await member(here.url, 'ann');
  const screen = await pilot(ann.client);
  for (const [by, name] of [
    ['bob', '#ops'],
    ['cy', '#ops'],
    ['dan', '#zoo'],
  ] as const) {
    const {client} = await member(here.url, by);
    await submit(client, `/create ${name} --private`);
    await submit(client, `/invite @ann ${name}`);
    await screen.until(new RegExp(`\\+ ${name} by ${by}`));
  }
  await screen.press(F2, DOWN, DOWN, DOWN, ENTER);
  await screen.until('#zoo not encrypted >');
  expect(named(screen.screen()).filter(line => line.startsWith('+'))).toHaveLength(2);
});

test('rooms are ordered by hand, or by what is unread in them', async () => {
  const here = await world();
  const ann = await member(here.url, 'ann');
  const bob = await member(here.url, 'bob');
  for (const name of ['#ant', '#bay', '#cow']) await submit(ann.client, `/create ${name}`);
  const screen = await pilot(ann.client);
  await submit(ann.client, '/place #cow 1');
  await submit(ann.client, '/place #bay 2');
  await screen.until(lines => named(lines)[0] === '4 #cow');
  expect(named(screen.screen())).toEqual(['4 #cow', '3 #bay', '1 #lobby', '2 #ant']);
  await submit(bob.client, '/join #bay');
  await submit(bob.client, 'hello');
  await submit(ann.client, '/set room-order activity');
  await screen.until(lines => /^3 #bay +1$/.test(named(lines)[0] ?? ''));
  await submit(ann.client, '/set room-order name');
  await screen.until(lines => named(lines)[0] === '1 #lobby');
  expect(named(screen.screen()).map(line => line.slice(0, 6))).toEqual(['1 #lob', '2 #ant', '3 #bay', '4 #cow']);
});

test('a room is moved by a key, and an archived one is out of the list but found', async () => {
  const here = await world();
  const ann = await member(here.url, 'ann');
  for (const name of ['#ant', '#bay', '#cow']) await submit(ann.client, `/create ${name}`);
  const screen = await pilot(ann.client);
  await screen.until(lines => named(lines).length === 4);
  await screen.press(F2, 'K');
  await screen.until(lines => named(lines)[2] === '4 #cow');
  await screen.press('J');
  await screen.until(lines => named(lines)[2] === '3 #bay');
  await screen.press('K', 'K', 'K', 'K');
  await screen.until(lines => named(lines).join() === '4 #cow,1 #lobby,2 #ant,3 #bay');
  await submit(ann.client, '/archive #ant over');
  await screen.until(lines => named(lines).join() === '4 #cow,1 #lobby,3 #bay');
  await screen.press(ctrl('g'), '#ant');
  await screen.until(/#ant .*archived/);
  await screen.press(ENTER);
  await screen.until(lines => named(lines).includes('2 #ant'));
  await screen.press('hello', ENTER);
  await screen.until('#ant is archived');
  // It is kept, to be tried again.
  expect(named(screen.screen())[2]).toMatch(/^2 #ant +✗$/);
});

test('an order by hand is that of all devices, at once, and after a restart of server and program', async () => {
  const here = await world();
  const ann = await member(here.url, 'ann');
  for (const name of ['#ant', '#bay', '#cow']) await submit(ann.client, `/create ${name}`);
  const phone = await memberAgain(here.url, ann, {dataDir: await temporaryFolder(), deviceName: 'phone'});
  const [one, other] = [await pilot(ann.client), await pilot(phone.client, {columns: 200, rows: 50})];
  await one.until(lines => named(lines).length === 4);
  await one.press(F2, DOWN, DOWN, DOWN, 'K', 'K');
  const labels = (lines: readonly string[]) => named(lines).map(line => line.replace(/^\d+ /, ''));
  const wanted = '#lobby #cow #ant #bay';
  for (const screen of [one, other]) await screen.until(lines => labels(lines).join(' ') === wanted);
  await submit(phone.client, '/place #bay 1');
  await submit(phone.client, '/place #lobby 9');
  const last = '#bay #cow #ant #lobby';
  for (const screen of [one, other]) await screen.until(lines => labels(lines).join(' ') === last);
  await here.restart();
  const again = await memberAgain(here.url, ann, {dataDir: await temporaryFolder()});
  const third = await pilot(again.client);
  await third.until(lines => labels(lines).length === 4);
  expect(labels(third.screen()).join(' ')).toBe(last);
});

test('in a long list what is unread stands on top, and goes back when it was read', async () => {
  const mute = {mutedUntilMs: Number.MAX_SAFE_INTEGER, isFavourite: false, place: 0};
  const rooms = Array.from({length: 12}, (_, index) => ({
    ...room(index + 1, index === 0 ? 'lobby' : `room-${String.fromCharCode(97 + index)}`),
    number: index + 1,
    unread: index === 8 || index === 5 ? 3 : 0,
    ...(index === 5 && {mine: mute}),
  }));
  const one = await pilot(stage({rooms, members: [user('bob')]}).client, {columns: 80, rows: 24});
  await one.until(/unread/);
  expect(named(one.screen()).slice(0, 4)).toEqual(['9 #room-i    3', 'rooms', '1 #lobby', '2 #room-b']);
  await one.press(alt('9'));
  await one.until(lines => lines.every(line => !line.trimStart().startsWith('unread')));
});

test('long names keep their beginning and their end', async () => {
  const rooms = [room(1, 'lobby'), room(2, 'project-north-planning'), room(3, 'project-north-meetings')];
  const one = await pilot(stage({rooms, members: [user('bob')]}).client);
  expect(one.text()).toMatch(/#project…lanning/);
  expect(one.text()).toMatch(/#project…eetings/);
});
