/** What a file of a theme may hold that is none. */
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {themeFiles, themesFolder} from '../../src/cli/settings/themeFiles.ts';
import {toOwnTheme, weaknessOf} from '../../src/tui/theme/ownTheme.ts';
import {cleanUp, temporaryFolder} from '../support/program.ts';

afterAll(cleanUp);

describe('B160 files of themes', () => {
  test.each([
    ['nothing', undefined, 'no table'],
    ['a list', ['x'], 'no role'],
    ['a colour that is a sequence', {accent: '\u001B[31m'}, 'must be #rrggbb'],
    ['a number without end', {dim: 1e308}, 'must be #rrggbb'],
    ['one of the first sixteen, which nobody knows', {dim: 8}, 'must be #rrggbb'],
    ['too many names', {nicks: Array.from({length: 33}, () => '#ffffff')}, 'at most 32'],
    ['a name that is long', {['x'.repeat(10_000)]: 1}, 'no role'],
    ['a background that is none', {background: {}}, 'background'],
    ['two meanings of one colour', {good: '#ff8080', bad: '#ff8080'}, 'have one colour'],
  ])('%s', (_what, said, problem) => {
    const found = toOwnTheme('mine', said);
    const told = typeof found === 'string' ? found : weaknessOf(found);
    expect(told).toContain(problem);
    expect(told?.length ?? 0).toBeLessThan(250);
  });

  test('a device, a link without end, too much of it', async () => {
    const paths = {configFile: join(temporaryFolder(), 'config.toml')} as Parameters<typeof themeFiles>[0];
    const folder = themesFolder(paths);
    mkdirSync(folder);
    symlinkSync('/dev/zero', join(folder, 'zero.toml'));
    symlinkSync('loop.toml', join(folder, 'loop.toml'));
    writeFileSync(join(folder, 'big.toml'), '#'.repeat(65 * 1024));
    writeFileSync(join(folder, '\u001B[31m.toml'), '');
    const files = themeFiles(paths);
    await expect(files.names()).resolves.toEqual(['big', 'loop', 'zero']);
    await expect(files.read('zero')).resolves.toBeUndefined();
    await expect(files.read('loop')).rejects.toThrow('cannot be read');
    await expect(files.read('big')).rejects.toThrow('more than 64 KiB');
    await expect(files.read('../config')).resolves.toBeUndefined();
  });
});
