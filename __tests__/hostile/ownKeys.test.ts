/** What the table of keys in the settings may hold that is none. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {readKeys} from '../../src/cli/settings/configKeys.ts';
import {createBindings} from '../../src/tui/bindings/bindings.ts';
import {cleanUp, temporaryFolder} from '../support/program.ts';

afterAll(cleanUp);

describe('B161 keys in the settings', () => {
  test.each([
    ['an action that is none', 'launch = "Ctrl+K"', 'There is no action launch'],
    ['a key that is none', 'goTo = "Hyper+K"', 'is no key'],
    ['a sequence', 'goTo = "\\u001B[31m"', 'is no key'],
    ['a key of another action', 'goTo = "Ctrl+F"', 'Ctrl+F is taken by search'],
    ['a letter', 'goTo = "g"', 'g is for writing'],
    ['a number', 'goTo = 7', 'must be a key, or a list of keys'],
    ['a table', '[keys.goTo]\nx = 1', 'must be a key, or a list of keys'],
    ['a preset that is none', 'preset = "nano"', 'is none that there is'],
    ['no way out', 'interrupt = []\nsend = []', 'needs a key'],
    ['keys without end', `goTo = [${'"Alt+J",'.repeat(100)}]`, 'must be a key, or a list of keys'],
    [
      'actions without end',
      Array.from({length: 5_000}, (_, at) => `a${at} = "Alt+J"`).join('\n'),
      'There is no action',
    ],
    ['the name of something that every object has', '__proto__ = "Alt+J"\nconstructor = "Alt+J"', 'There is no action'],
  ])('%s', async (_what, rows, sentence) => {
    const path = join(temporaryFolder(), 'config.toml');
    writeFileSync(path, `[keys]\n${rows}\n`);
    const {kept, problems} = await readKeys(path);
    const bindings = createBindings(kept.preset, kept.own);
    expect([...problems, ...bindings.problems].join('\n')).toContain(sentence);
    expect(bindings.keyOf('interrupt')).toBe('Ctrl+C');
    expect(bindings.keyOf('send')).toBe('Enter');
    for (const problem of [...problems, ...bindings.problems]) expect(problem.length).toBeLessThan(400);
  });
});
