/** Hints below an overlay on narrow screens, and paths as people write them. */
import {homedir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {expandPath} from '../../src/client/transfers/up/localPaths.ts';
import {shownPath} from '../../src/client/wording/shownPath.ts';
import {wholeParts} from '../../src/tui/overlaying/overlayFrame.tsx';

describe('a hint', () => {
  const hint = 'Esc close · Enter go · # rooms · @ people · / commands';

  test.each([
    [54, hint],
    [53, 'Esc close · Enter go · # rooms · @ people'],
    [25, 'Esc close · Enter go'],
    [3, 'Esc close'],
  ])('on %i columns has whole parts only', (columns, shown) => {
    expect(wholeParts(hint, columns)).toBe(shown);
  });
});

describe('a path', () => {
  test('below the home folder begins with ~, and is understood again', () => {
    const path = join(homedir(), 'Downloads', 'a.txt');
    expect([shownPath(path), expandPath(shownPath(path))]).toEqual(['~/Downloads/a.txt', path]);
  });

  test.each([homedir(), `${homedir()}-other/a.txt`, '/srv/a.txt'])('such as %s stays as it is', path => {
    expect(shownPath(path)).toBe(path);
  });
});
