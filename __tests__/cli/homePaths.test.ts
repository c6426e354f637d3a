/** `~` in a typed path is the home folder also where no shell has put it there: behind `=`, in variables, in `config.toml`. */
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {findPaths} from '../../src/cli/settings/paths.ts';
import {settingNames, SETTINGS} from '../../src/cli/settings/settings.ts';
import {readSetting} from '../../src/cli/settings/settingsRead.ts';
import {folder} from '../../src/cli/settings/values.ts';
import {account, cleanUp, person, serve, temporaryFolder, type Person, type RunOptions} from '../support/program.ts';

let alice: Person;
/** Where the program is started: no folder `~` is to be made there. */
let cwd: string;

beforeAll(async () => {
  alice = await account(await serve(person()), 'alice');
  cwd = temporaryFolder();
});
afterAll(cleanUp);

const PATHS = (['client', 'server', 'process'] as const)
  .flatMap(settingNames)
  .filter(name => (SETTINGS[name].kind as unknown) === folder);

describe('a path of the settings', () => {
  test('is what there are several of', () => {
    expect(PATHS).toEqual(expect.arrayContaining(['downloads', 'identity', 'tokenFile', 'data', 'tlsCert', 'home']));
  });

  test.each(PATHS)('%s begins at the home folder, wherever it is said', async name => {
    const row: {env: string; key?: string} = SETTINGS[name];
    const configFile = join(temporaryFolder(), 'config.toml');
    writeFileSync(configFile, row.key === undefined ? '' : `${row.key} = "~/in the file"\n`);
    const from = (flags: object, env: Record<string, string>) =>
      readSetting(name, {flags: {...flags}, env, configFile});
    expect(await from({[name]: '~/said'}, {})).toBe(join(homedir(), 'said'));
    expect(await from({}, {[row.env]: '~'})).toBe(homedir());
    expect(await from({}, {[row.env]: '/~/x'})).toBe('/~/x');
    expect(await from({}, {})).toBe(row.key === undefined ? undefined : join(homedir(), 'in the file'));
  });

  test('CHAT_TUI_HOME as well, which is read before all others', () => {
    const {configFile} = findPaths({env: {CHAT_TUI_HOME: '~/one'}, platform: 'linux', home: '/home/ann'});
    expect(configFile).toBe('/home/ann/one/config.toml');
  });
});

describe('in the program', () => {
  const get = async (args: readonly string[], options: RunOptions = {}) =>
    (await alice.run(['get', '#lobby', 'sent.txt', ...args], {cwd, ...options})).stdout.trim();

  test('files come from and go below the home folder', async () => {
    writeFileSync(join(alice.home, 'sent.txt'), 'from home');
    expect(await alice.run(['send', '#lobby', '--file=~/sent.txt'], {cwd})).toMatchObject({code: 0, stderr: ''});
    expect(await get(['--downloads=~/chat'])).toBe(join(alice.home, 'chat/sent.txt'));
    expect(await get(['--out=~/out'])).toBe(join(alice.home, 'out/sent.txt'));
    expect(await get([], {env: {CHAT_TUI_DOWNLOADS: '~/variable'}})).toBe(join(alice.home, 'variable/sent.txt'));
    writeFileSync(join(alice.home, 'config.toml'), 'downloads = "~/file"\n');
    expect(await get([])).toBe(join(alice.home, 'file/sent.txt'));
    expect(existsSync(join(cwd, '~'))).toBe(false);
  });

  test('without a home folder `~` is no folder in the working folder', async () => {
    const {stderr} = await alice.run(['restore', '~/none', '--check'], {cwd, env: {HOME: 'relative'}});
    expect(stderr).toContain('/none');
    expect(stderr).not.toContain(cwd);
  });

  test('everything of a person, and what an admin copies', async () => {
    const home = temporaryFolder();
    const all = {cwd, env: {HOME: home, CHAT_TUI_HOME: '~/all'}};
    mkdirSync(join(home, 'all'));
    writeFileSync(join(home, 'all/config.toml'), 'serve.port = "x"\n');
    expect((await alice.run(['serve', '--check'], all)).stderr).toContain(join(home, 'all/config.toml'));
    const owner = person();
    const server = await serve(owner);
    await account(server, 'ann');
    const run = (...args: string[]) => owner.run(args, {cwd});
    expect(await run('admin', 'export', '--all', '--to=~/all.jsonl', '--files=~/bytes')).toMatchObject({code: 0});
    expect(readFileSync(join(owner.home, 'all.jsonl'), 'utf8')).toContain('lobby');
    expect((await run('admin', 'import', '~/all.jsonl', '--files=~/bytes')).code).toBe(0);
    expect((await run('admin', 'backup', '~/backups')).stdout).toContain(join(owner.home, 'backups'));
    const invited = await person(owner.home).run(
      ['register', '--server', server.url, '--user', 'eve', '--password-stdin', '--invite-file=~/none'],
      {cwd, stdin: 'a secret of eve\n'},
    );
    expect(invited.stderr).toContain(join(owner.home, 'none'));
    expect(existsSync(join(cwd, '~'))).toBe(false);
  });
});
