/** Panes that are brought up where they have no place of their own: the pane that has the keys is always on the screen. */
import {expect, test} from '@jest/globals';
import {F2, F3, ESC, pilot} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';

const onStage = () => stage({rooms: [room(1, 'lobby'), room(2, 'dev')], members: [user('bob')]});

test('F2 behind F3 shows the rooms instead of the people, and gives them the keys', async () => {
  const one = await pilot(onStage().client);
  await one.press(F3);
  expect(one.text()).toMatch(/▸People here/);
  await one.press(F2);
  expect(one.text()).toMatch(/▸Rooms/);
  expect(one.text()).not.toContain('People here');
  await one.press(F2);
  expect(one.text()).not.toContain('Rooms');
  await one.press(F3, F3);
  expect(one.cursor()).toBeDefined();
});

test('a screen that grows narrow takes the keys from a pane that goes', async () => {
  const one = await pilot(onStage().client, {columns: 130});
  await one.press(F3, F2);
  expect(one.text()).toMatch(/▸Rooms[^]*People here/);
  await one.resize(100, 24);
  expect(one.text()).not.toContain('Rooms');
  expect(one.cursor()).toBeDefined();
  await one.press(ESC);
  expect(one.text()).toContain('Rooms');
});
