/** Session tokens in a real Secret Service, unlocked, locked, missing and hung. */
import {spawnSync, type SpawnSyncReturns} from 'node:child_process';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {temporaryFolder} from './support/member.ts';

const USER = join(import.meta.dirname, 'support', 'keychainUser.ts');
const NODE = [process.execPath, '--disable-warning=ExperimentalWarning', '--experimental-strip-types', USER];

const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const isHere = process.platform === 'linux' && has('dbus-run-session') && has('gnome-keyring-daemon');

if (!isHere && process.platform === 'linux') {
  process.stderr.write('The keychain is not tested here. Install: apt-get install dbus gnome-keyring libsecret-1-0\n');
}

const resultsOf = ({stdout, stderr}: SpawnSyncReturns<string>): Record<string, unknown>[] => {
  const lines = stdout.split('\n').filter(line => line.startsWith('{'));
  if (lines.length === 0) throw new Error(stderr);
  return lines.map(line => JSON.parse(line) as Record<string, unknown>);
};

/** In a session of its own, whose keyring lies in `home`. */
function inSession(home: string, begin: string, steps: readonly string[]): Record<string, unknown>[] {
  const script = `${begin}\n"$@"`;
  const env = {...process.env, HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_RUNTIME_DIR: home, DISPLAY: ''};
  return resultsOf(
    spawnSync('dbus-run-session', ['--', 'sh', '-c', script, 'sh', ...NODE, ...steps], {
      env,
      encoding: 'utf8',
      timeout: 60_000,
    }),
  );
}

const UNLOCKED = 'printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1';
const LOCKED = 'gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1';

(isHere ? describe : describe.skip)('a keychain', () => {
  test('that is unlocked keeps a token over runs of the program, until it is deleted', async () => {
    const home = await temporaryFolder();
    expect(inSession(home, UNLOCKED, ['probe', 'load', 'save', 'load'])).toEqual([
      {step: 'probe', value: null},
      {step: 'load', value: null},
      {step: 'save', value: null},
      {step: 'load', value: 'ct_secret'},
    ]);
    expect(inSession(home, UNLOCKED, ['load', 'delete', 'load'])).toEqual([
      {step: 'load', value: 'ct_secret'},
      {step: 'delete', value: null},
      {step: 'load', value: null},
    ]);
  });

  test('that is locked does not take the token, and says so', async () => {
    const home = await temporaryFolder();
    inSession(home, UNLOCKED, ['save']);
    const [probe, save] = inSession(home, LOCKED, ['probe', 'save']);
    expect(probe).toEqual({step: 'probe', value: expect.any(String)});
    expect(save).toMatchObject({code: 'keychain-failed'});
  });

  test('that never answers is given up after three seconds', async () => {
    const home = await temporaryFolder();
    const [, , probe, save] = inSession(home, UNLOCKED, ['load', 'freeze', 'probe', 'save']);
    expect(probe).toEqual({step: 'probe', value: 'it did not answer within 3 seconds'});
    expect(save).toMatchObject({code: 'keychain-failed'});
  });
});

test('without a keychain the reason is told, and nothing breaks', async () => {
  const home = await temporaryFolder();
  const [program = '', ...args] = NODE;
  const env = {PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: home};
  const run = spawnSync(program, [...args, 'probe', 'load', 'save'], {env, encoding: 'utf8', timeout: 60_000});
  const [probe, load, save] = resultsOf(run);
  expect(probe).toEqual({step: 'probe', value: expect.any(String)});
  expect(load).toMatchObject({code: 'keychain-failed'});
  expect(save).toMatchObject({code: 'keychain-failed'});
});
