/** A patch of a library that no longer fits stops the build, with the place and what to do. */
import {describe, expect, test} from '@jest/globals';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Embedding} from '../../scripts/patch.ts';
import {applyPatch, PATCHES, pinProblems} from '../../scripts/patches.ts';

const png = PATCHES.find((one): one is Embedding => one.name === 'png')!;
const READING = "fs.readFileSync(path.join(__dirname, 'lodepng.wasm'))";

describe('a patch', () => {
  test('puts the file that a module reads into the module', () => {
    expect(applyPatch(png, `const code = ${READING};`)).toMatch(
      /^const code = Buffer\.from\("AGFzbQ[\w+/]+=*", 'base64'\);$/,
    );
  });

  test.each([
    [0, "fs.readFileSync(path.join(__dirname, 'other.wasm'))"],
    [2, `${READING}; ${READING}`],
  ])('that finds %d places to do so is reported', (places, code) => {
    expect(applyPatch(png, code)).toEqual({
      text: `png: @cwasm/lodepng/index.js reads lodepng.wasm in ${places} places, not in one.`,
    });
  });

  test('of a version that package.json does not pin is reported', () => {
    expect(pinProblems([{...png, module: 'pino/pino.js'}])).toEqual([
      {text: expect.stringMatching(/^pino \d+\.\d+\.\d+ is patched: pin it in package\.json/)},
    ]);
  });

  test('of which the wrapper takes more from a package that is not pinned is reported', () => {
    const wrapper = {kind: 'wrapper', name: 'x', module: 'ink/build/output.js', from: 'x.ts', wrapper: 'x'} as const;
    expect(pinProblems([{...wrapper, also: {name: 'x', from: 'pino'}}])).toEqual([
      {text: expect.stringMatching(/^pino /)},
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
