/** `/second-factor`: its steps in a box over the chat, and what they ask for. */
import {expect, test} from '@jest/globals';
import {openSecondFactor} from '../../src/tui/overlays.ts';
import {press, typed} from '../support/screen/overlayKeys.ts';

test('asks for the password, then for a code of the factor that there is, and begins with both', () => {
  const first = press(openSecondFactor(false), ...typed('correct horse'), 'enter');
  expect(first.effects).toEqual([{type: 'secondFactor', effect: {type: 'begin', password: 'correct horse'}}]);
  const answer = {type: 'failed', code: 'second-factor-needed', sentence: 'Type the code.'} as const;
  const asked = first.overlay!.on({type: 'factorAnswered', answer}).overlay!;
  expect(press(asked, ...typed('123456'), 'enter').effects).toEqual([
    {type: 'secondFactor', effect: {type: 'begin', password: 'correct horse', code: '123456'}},
  ]);
});

test('ending it asks for the password; an answer that comes too late changes nothing', () => {
  const ended = press(openSecondFactor(true), ...typed('correct horse'), 'enter');
  expect(ended.effects).toEqual([{type: 'secondFactor', effect: {type: 'end', password: 'correct horse'}}]);
  expect(ended.overlay!.on({type: 'factorAnswered', answer: {type: 'ended'}}).overlay).toBeUndefined();
  const idle = openSecondFactor(true);
  expect(idle.on({type: 'factorAnswered', answer: {type: 'ended'}}).overlay).toBeDefined();
});
