/** What is asked once: keys and layout, as in the program that one comes from. */
import {expect, test} from '@jest/globals';
import {boundTo, HABITS} from '../../scripts/docs/otherPrograms.ts';
import {NO_SETTINGS} from '../../src/tui/localSettings.ts';
import {openFirstRunSetup} from '../../src/tui/overlays.ts';
import {press} from '../support/screen/overlayKeys.ts';
import {DOWN, ENTER, ESC, pilot, UP} from '../support/screen/pilot.ts';
import {room, stage} from '../support/screen/stage.ts';

function asked(size: {columns?: number; rows?: number} = {}) {
  const kept: string[] = [];
  const made = stage({rooms: [room(1, 'lobby'), room(2, 'dev')]});
  made.say(1, 'bob: hello', 'bob: again');
  const one = pilot(made.client, {
    ...size,
    asksFirstRun: true,
    localSettings: {...NO_SETTINGS, keep: async (name, value) => void kept.push(`${name} ${value}`)},
    saveKeys: async ({preset}) => void kept.push(preset),
  });
  return {one, kept};
}

test.each([
  {columns: 50, rows: 20},
  {columns: 120, rows: 40},
])('keys and layout are asked in one screen of $columns×$rows; both are in force at once and kept', async size => {
  const {one: opening, kept} = asked(size);
  const one = await opening;
  for (const word of ['weechat', 'irssi', 'slack', 'vim', 'emacs', 'comfortable', 'compact', 'irc', '/keys preset'])
    expect(one.text()).toContain(word);
  // Behind the box the layout is shown as it is chosen.
  await one.press(DOWN, ENTER, DOWN, DOWN, UP, DOWN);
  expect(kept).toEqual([]);
  await one.press(ENTER);
  await one.until('Keys: weechat');
  expect(kept).toEqual(['layout irc', 'weechat']);
  expect(one.text()).toMatch(/\d\d:\d\d {2}bob hello/);
  await one.press('\u001B[1;3C');
  expect(one.screen().at(-1)).toMatch(/^#dev/);
});

test('Esc skips it and keeps nothing; whoever writes at once is not in its way', async () => {
  const {one: opening, kept} = asked();
  const one = await opening;
  await one.press(ENTER, DOWN, ESC);
  expect(one.text()).not.toContain('as F1 says');
  expect(one.text()).toMatch(/bob {2}\d\d:\d\d/);
  expect(kept).toEqual([]);
  const step = press(openFirstRunSetup(), 'h');
  expect(step.overlay).toBeUndefined();
  expect(step.effects).toMatchObject([{type: 'typeKey'}]);
});

test.each(Object.entries(HABITS))('under %s, the ten keys used most there do the same here', (preset, habits) => {
  expect(habits).toHaveLength(10);
  for (const {chord, here} of habits)
    expect([chord, boundTo(preset as keyof typeof HABITS, chord)?.name]).toEqual([chord, here]);
});
