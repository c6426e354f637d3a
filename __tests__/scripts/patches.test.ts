/** A patch of a library that no longer fits stops the build, with the place and what to do. */
import {describe, expect, test} from '@jest/globals';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {applyPatch, PATCHES, pinProblems} from '../../scripts/patches.ts';
import type {SourcePatch} from '../../scripts/patch.ts';

const patch: SourcePatch = {
  kind: 'source',
  name: 'x',
  module: 'x/index.js',
  says: 'old()',
  shallSay: '$&new()',
  places: 2,
};

describe('a patch', () => {
  test('changes each of its places, and takes its text as it is', () => {
    expect(applyPatch(patch, 'old(); a; old();')).toBe('$&new(); a; $&new();');
    expect(applyPatch({...patch, says: /o(\w+)\(\)/g, shallSay: '$1'}, 'old(); old();')).toBe('ld; ld;');
  });

  test.each(['', 'old();', 'old(); old(); old();'])(
    'that finds other places than it was made for is told: %p',
    code => {
      expect(applyPatch(patch, code)).toEqual({
        text: expect.stringMatching(/^x: x\/index\.js says it \d times, not 2\./),
      });
    },
  );

  test('of a version that package.json does not pin is told', () => {
    expect(pinProblems([{...patch, module: 'pino/pino.js'}])).toEqual([
      {text: expect.stringMatching(/^pino \d+\.\d+\.\d+ is patched: pin it in package\.json/)},
    ]);
  });
});

describe('the patches', () => {
  test('are of pinned libraries', () => {
    expect(pinProblems(PATCHES)).toEqual([]);
  });

  test.each(PATCHES.map(one => [one.name, one] as const))('%s fits what is installed', (_, one) => {
    expect(typeof applyPatch(one, readFileSync(join('node_modules', one.module), 'utf8'))).toBe('string');
  });
});
