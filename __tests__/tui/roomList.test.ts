/** The list of rooms: numbers that stay, favourites, order, invitations, long names; at small and large sizes. */
import {describe, expect, test} from '@jest/globals';
import {submit} from '../../src/client/input/submit.ts';
import {member} from '../client/support/member.ts';
import {alt, DOWN, ENTER, F2, pilot} from '../support/pilot.ts';
import {room, stage, user} from '../support/stage.ts';
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
    await screen.until('#secret >');
    expect(named(screen.screen())).toEqual(['favourites', '2 #zoo', 'rooms', '1 #lobby', '3 #secret']);
  });
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

test('long names keep their beginning and their end', async () => {
  const rooms = [room(1, 'lobby'), room(2, 'project-north-planning'), room(3, 'project-north-meetings')];
  const one = await pilot(stage({rooms, members: [user('bob')]}).client);
  expect(one.text()).toMatch(/#projec…anning/);
  expect(one.text()).toMatch(/#projec…etings/);
});
