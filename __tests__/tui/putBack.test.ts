/** A refused line that comes back, and other lines that take the place of a text: nothing of the text before changes them. */
import {expect, test} from '@jest/globals';
import {DEFAULT_LIMITS} from '../../src/shared/limits.ts';
import {edit, putBack, submit, type EditAction} from '../../src/tui/writing/editor/editor.ts';
import type {EditorState} from '../../src/tui/writing/editor/editorState.ts';
import {moment, throughGates} from '../client/support/heldRequests.ts';
import {member} from '../client/support/member.ts';
import {at, press, shown} from '../support/screen/editing.ts';
import {ENTER, pilot, TAB} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

test('Tab leaves a refused line alone that came back while candidates were shown', async () => {
  const {url} = await world();
  const ann = await member(url, 'ann');
  for (const name of ['bob', 'bonnie']) await member(url, name);
  await ann.sees('both', ({userByName}) => userByName['bob'] !== undefined && userByName['bonnie'] !== undefined);
  const answer = moment();
  throughGates(ann, {down: name => (name === 'directOpen' ? answer.came : undefined)});
  const one = await pilot(ann.client);
  await one.press('/msg @nobody are you there', ENTER, '@b', TAB);
  await one.until('@bob  @bonnie');
  answer.comes();
  await one.until('There is nobody called');
  await one.press(TAB, 'x');
  expect(one.screen().slice(-2)).toEqual(['#lobby > /msg @nobody are you there', '         @box']);
});

const candidates = {forText: '@b', forCursor: 2, from: 0, to: 2, words: ['@bob', '@bonnie']};

test.each<[string, EditorState, EditAction]>([
  ['Tab', edit(at('@b|'), {type: 'takeCandidates', ...candidates}), {type: 'cycleCompletion', step: 1}],
  ['Esc', edit(at('@b|'), {type: 'takeCandidates', ...candidates}), {type: 'cancelCompletion'}],
  ['redo', press(at('so |'), 'l', 'o', 'n', 'g', 'ctrl+_'), {type: 'redo'}],
  ['the older cut', press(at('one two|'), 'ctrl+w', 'left', 'ctrl+w', 'ctrl+y'), {type: 'yankOlder'}],
])('nothing of the text before it changes a line that came back: %s', (_key, before, action) => {
  const back = putBack(before, '/msg @nobody hi', 'There is nobody called nobody here.');
  expect(shown(edit(back, action))).toBe(shown(back));
});

test('what was taken back is not made again in a line of the history, nor behind a backslash', () => {
  const typed = press({...at('so |'), history: ['one']}, 'l', 'o', 'n', 'g', 'ctrl+_');
  expect(press(typed, 'up', 'alt+z').text).toBe('one');
  const continued = submit({...press(at('so \\|'), 'x', 'ctrl+_')}, DEFAULT_LIMITS).state;
  expect(continued.text).toBe('so \n');
  expect(press(continued, 'alt+z').text).toBe('so \n');
});
