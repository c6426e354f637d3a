/** Where a setting comes from, what it may be, and what is said when it is wrong. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {chmodSync, globSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {findPaths} from '../../src/cli/settings/paths.ts';
import {rowOf, settingNames} from '../../src/cli/settings/settings.ts';
import {readSetting, readSettings} from '../../src/cli/settings/settingsRead.ts';
import {size} from '../../src/cli/settings/values.ts';
import {cleanUp, person, temporaryFolder} from '../support/program.ts';

afterEach(cleanUp);

function configFile(content: string): string {
  const file = join(temporaryFolder(), 'config.toml');
  writeFileSync(file, content);
  return file;
}

const read = (from: {flags?: object; env?: Record<string, string>; config?: string}) =>
  readSettings('server', {
    flags: {...from.flags},
    env: from.env ?? {},
    configFile: from.config === undefined ? '/nonexistent/config.toml' : configFile(from.config),
  });

describe('a setting', () => {
  test('has its default when nothing is said', async () => {
    expect(await read({})).toMatchObject({
      host: '127.0.0.1',
      port: 7420,
      maxFileSize: 4 * 1024 ** 3,
      registration: 'auto',
    });
  });

  test('comes from the flag before the environment, the file and the default', async () => {
    const config = '[serve]\nport = 1';
    const env = {CHAT_TUI_PORT: '2'};
    expect(await read({config})).toMatchObject({port: 1});
    expect(await read({config, env})).toMatchObject({port: 2});
    expect(await read({config, env, flags: {port: '3'}})).toMatchObject({port: 3});
  });

  test('of a server does not stop a client when it is wrong', async () => {
    const sources = {flags: {}, env: {CHAT_TUI_PORT: 'x'}, configFile: '/nonexistent'};
    expect(await readSettings('client', sources)).toMatchObject({server: undefined});
  });

  test('of a server in the file does not stop a client either, nor the other way round', async () => {
    const config = '\uFEFFserver = "chat.example"\nfuture = true\n[serve]\nprot = 1\nport = [1]\nfuture = {a = 1}\n';
    const configFile = join(temporaryFolder(), 'config.toml');
    writeFileSync(configFile, config.replace('future = true\n', ''));
    const sources = {flags: {}, env: {}, configFile};
    expect(await readSettings('client', sources)).toMatchObject({server: 'chat.example'});
    expect(await readSetting('data', sources)).toBeUndefined();
    writeFileSync(configFile, 'future = true\n[serve]\nport = 5\n');
    expect(await readSettings('server', sources)).toMatchObject({port: 5});
    await expect(readSettings('client', sources)).rejects.toThrow(/unknown setting future/);
  });

  test('of a server that is unknown does not stop a verb that was told no address', async () => {
    const somebody = person();
    writeFileSync(join(somebody.home, 'config.toml'), '[serve]\nfrom-the-future = 1\nport = "x"\n');
    expect(await somebody.call(['whoami'])).toMatchObject({code: 3});
    expect(await somebody.call(['serve'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('serve.from-the-future'),
    });
  });

  test.each([
    [{flags: {port: '70000'}}, '--port must be a port from 0 to 65535.'],
    [{flags: {port: '-1'}}, '--port must be a port from 0 to 65535.'],
    [{env: {CHAT_TUI_PORT: 'abc'}}, 'CHAT_TUI_PORT must be a port from 0 to 65535.'],
    [{flags: {maxMessageLength: '0'}}, '--max-message-length must be a whole number of characters from 1 to 65536.'],
    [{flags: {maxFileSize: 'big'}}, '--max-file-size must be a size such as 500k, 5M or 1GiB.'],
    [{flags: {registration: 'maybe'}}, '--registration must be one of auto, open, invite, closed.'],
    [{flags: {maxUsers: '1.5'}}, '--max-users must be a whole number of people from 1 to 1000000.'],
    [{env: {CHAT_TUI_TRUSTED_PROXY: 'constructor'}}, 'CHAT_TUI_TRUSTED_PROXY must be addresses or networks such as'],
  ])('that is wrong is one sentence: %j', async (from, sentence) => {
    await expect(read(from)).rejects.toThrow(sentence);
  });

  test.each([
    ['[serve]\nprot = 1', /unknown setting serve\.prot/],
    ['port = = 1', /is not valid TOML in line 1/],
    ['[serve]\nport = "x"', /serve\.port in .*config\.toml must be a port/],
    ['[serve]\nport = [1]', /serve\.port in .* must be text or a number/],
  ])('file with a mistake is one sentence: %j', async (config, sentence) => {
    await expect(read({config})).rejects.toThrow(sentence);
  });

  test('file that cannot be read is one sentence', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'config.toml'));
    chmodSync(folder, 0o700);
    const sources = {flags: {}, env: {}, configFile: join(folder, 'config.toml')};
    await expect(readSettings('server', sources)).rejects.toThrow(/cannot be read/);
  });
});

test('every setting of a server is an option of serve, as its row says', async () => {
  const flags = settingNames('server').map(name => rowOf(name).flag ?? name);
  expect(flags.length).toBeGreaterThan(30);
  const {code, stdout} = await person().call(['serve', '--help']);
  const offered = stdout.split('\n').map(line => line.trim());
  expect(code).toBe(0);
  expect(flags.filter(flag => !offered.some(line => line === flag || line.startsWith(`${flag} `)))).toEqual([]);
});

test('every setting of a server is passed on to it', () => {
  const code = globSync('src/cli/serving/*.ts')
    .map(path => readFileSync(path, 'utf8'))
    .join('\n');
  // The data folder is known before the others are read.
  const names = settingNames('server').filter(name => name !== 'data');
  expect(names.filter(name => !new RegExp(`flags\\.${name}\\b|[{,\\n] *${name}[,}= ]`).test(code))).toEqual([]);
});

test.each([
  ['1', 1],
  ['500k', 500 * 1024],
  ['5M', 5 * 1024 ** 2],
  ['5MiB', 5 * 1024 ** 2],
  ['5MB', 5_000_000],
  ['1.5G', 1.5 * 1024 ** 3],
  ['1GiB', 1024 ** 3],
  ['0', undefined],
  ['-1', undefined],
  ['1e9', undefined],
  ['9999999T', undefined],
])('the size %s is %s bytes', (typed, bytes) => {
  expect(size.parse(typed)).toBe(bytes);
});

describe('folders', () => {
  const home = '/home/ann';

  test('follow the XDG base directories', () => {
    const env = {XDG_DATA_HOME: '/data', XDG_STATE_HOME: 'relative/is/ignored'};
    expect(findPaths({env, platform: 'linux', home})).toMatchObject({
      configFile: '/home/ann/.config/chat-tui/config.toml',
      clientDir: '/data/chat-tui/client',
      serverDir: '/data/chat-tui/server',
      stateDir: '/home/ann/.local/state/chat-tui',
      downloadsDir: '/home/ann/Downloads',
    });
  });

  test('are the usual ones on macOS', () => {
    expect(findPaths({env: {}, platform: 'darwin', home}).clientDir).toBe(
      '/home/ann/Library/Application Support/chat-tui/client',
    );
  });

  test('are all in one when CHAT_TUI_HOME says so', () => {
    const paths = findPaths({env: {CHAT_TUI_HOME: '/one'}, platform: 'linux', home});
    expect(Object.values(paths).every(path => path.startsWith('/one/'))).toBe(true);
    expect(paths.downloadsDir).toBe('/one/downloads');
  });

  test('for downloads are where the desktop keeps them', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/Heruntergeladenes"\n');
    const env = {XDG_CONFIG_HOME: folder};
    expect(findPaths({env, platform: 'linux', home}).downloadsDir).toBe('/home/ann/Heruntergeladenes');
  });
});
