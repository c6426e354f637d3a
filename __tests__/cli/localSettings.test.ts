/**
 * Settings of this machine: shown on a screen, changed in `config.toml` with its comments kept, wrong ones refused with a
 * sentence.
 */
import {afterEach, expect, test} from '@jest/globals';
import {chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'smol-toml';
import {writeKeys} from '../../src/cli/settings/configKeys.ts';
import {localSettings, withLine} from '../../src/cli/settings/localSettings.ts';
import {themeFiles} from '../../src/cli/settings/themeFiles.ts';
import {readRemembered} from '../../src/cli/settings/remembered.ts';
import {screenTheme} from '../../src/cli/screening/screenTheme.ts';
import {openShell, type Outside} from '../../src/cli/shell.ts';
import {cleanUp, temporaryFolder} from '../support/program.ts';
import {ENTER, ESC, pilot} from '../support/screen/pilot.ts';
import fc from '../support/suite/property.ts';
import {stage} from '../support/screen/stage.ts';

afterEach(cleanUp);

function file(text: string, env: Record<string, string> = {}) {
  const home = temporaryFolder();
  const configFile = join(home, 'config.toml');
  writeFileSync(configFile, text);
  return {settings: settingsIn(home, env), read: () => readFileSync(configFile, 'utf8')};
}

/** As the program itself finds them in that folder. */
const shellIn = (home: string, env: Record<string, string> = {}, flags: Record<string, unknown> = {}) =>
  openShell(flags, {env: {CHAT_TUI_HOME: home, ...env}, platform: process.platform} as unknown as Outside);
const settingsIn = (...words: Parameters<typeof shellIn>) => localSettings(shellIn(...words));

/** As somebody has it who keeps such files together elsewhere. */
function linked(text: string) {
  const elsewhere = join(temporaryFolder(), 'chat.toml');
  writeFileSync(elsewhere, text);
  chmodSync(elsewhere, 0o640);
  const home = temporaryFolder();
  const configFile = join(home, 'config.toml');
  symlinkSync(elsewhere, configFile);
  const read = () => ({
    isLink: lstatSync(configFile).isSymbolicLink(),
    text: readFileSync(elsewhere, 'utf8'),
    mode: statSync(elsewhere).mode & 0o777,
  });
  return {settings: settingsIn(home), read};
}

test('the line of a setting changes, and nothing else', async () => {
  const before =
    '# mine\nmarkup = "off"  # raw\nserver = "a:1"\n\n[serve]\nport = 1\nmouse = "x"\n\n[keys]\npreset = "vim"\n';
  const {settings, read} = file(before);
  await settings.set('markup', 'on');
  await settings.set('mouse', 'on');
  await settings.set('history-messages', '500');
  expect(read()).toBe(
    before
      .replace('markup = "off"', 'markup = "on"')
      .replace('server = "a:1"\n', 'server = "a:1"\nmouse = "on"\nhistory-messages = 500\n'),
  );
  await settings.set('markup', 'default');
  expect(read()).not.toContain('markup');
});

test('a file that is a link elsewhere stays one, with the mode of what it leads to', async () => {
  const {read, settings} = linked('markup = "off"\n');
  await settings.set('mouse', 'on');
  expect(read()).toEqual({isLink: true, text: 'markup = "off"\nmouse = "on"\n', mode: 0o640});
});

test('what is wrong is refused with what would be right, or the nearest name; what only a person can change stays', async () => {
  const {settings, read} = file('"""x\n');
  await expect(settings.set('mouse', 'on')).rejects.toMatchObject({code: 'settings-invalid'});
  expect(read()).toBe('"""x\n');
  await expect(settings.set('mouze', 'on')).rejects.toThrow('did you mean mouse?');
  await expect(settings.set('mouse', 'maybe')).rejects.toThrow('mouse must be one of on, off.');
  await expect(settings.set('theme', 'neon')).rejects.toThrow('There is no theme neon.');
  const home = temporaryFolder();
  mkdirSync(join(home, 'config.toml'));
  await expect(settingsIn(home).set('mouse', 'on')).rejects.toMatchObject({code: 'settings-invalid'});
});

test('whatever a value is, the file reads back as it', () => {
  fc.assert(
    fc.property(
      fc.string({unit: 'binary', maxLength: 40}),
      fc.constantFrom('', '# c\n', '[keys]\na = "b"\n', 'theme = "x" # "y"\n'),
      (value, text) => {
        fc.pre(!/[\u0000-\u001F\u007F\uD800-\uDFFF]/.test(value) && !/^\d{1,15}$/.test(value));
        expect((parse(withLine(text, 'theme', value)) as {theme?: unknown}).theme).toBe(value);
      },
    ),
  );
});

test('/settings shows them all, is searched, and Enter takes the next value', async () => {
  const {settings, read} = file('# kept\n', {CHAT_TUI_MARKUP: 'off'});
  const one = await pilot(stage().client, {columns: 100, rows: 40, localSettings: settings});
  await one.press('/settings', ENTER);
  await one.until('notify-rooms');
  expect(one.text()).toMatch(/markup +off +this machine/);
  await one.press(...Array.from('mouse'));
  await one.until(/mouse +off +this machine/);
  await one.press(ENTER);
  await one.until(/mouse +on +this machine/);
  expect(read()).toBe('# kept\nmouse = "on"\n');
  expect(one.terminal.egress.modesOn().has('1002')).toBe(true);
  await one.press(ESC, '/set mouse off', ENTER);
  await one.until('mouse is off from the next start on');
  await one.press('/set mouze on', ENTER);
  await one.until('did you mean mouse?');
});

/** A screen over a home, which tells when a command has kept something. */
async function screenIn(home: string, env: Record<string, string> = {}) {
  const settings = settingsIn(home, env);
  let noteKept = () => {};
  const one = await pilot(stage().client, {
    columns: 180,
    rows: 40,
    ownThemes: themeFiles(shellIn(home).paths),
    localSettings: {
      ...settings,
      async keep(name, value) {
        const said = await settings.keep(name, value);
        noteKept();
        return said;
      },
    },
  });
  async function keeps(line: string) {
    const kept = new Promise<void>(resolve => (noteKept = resolve));
    await one.press(line, ENTER);
    await kept;
  }
  return {one, keeps};
}

function homeOfEarlierRelease(): string {
  const home = temporaryFolder();
  mkdirSync(join(home, 'state'));
  const remembered = {server: 'http://127.0.0.1:7420', theme: 'mono', chatStyle: 'irc'};
  writeFileSync(join(home, 'state/remembered.json'), JSON.stringify(remembered));
  return home;
}

test('/theme and /layout keep what the next start has, also after /set and after an earlier release', async () => {
  const home = homeOfEarlierRelease();
  const next = async () => {
    const {theme} = await screenTheme(shellIn(home));
    const {layout} = await shellIn(home).clientSettings();
    return {theme, layout: layout ?? readRemembered(shellIn(home).paths).chatStyle};
  };
  expect(await next()).toEqual({theme: 'mono', layout: 'irc'});
  const {one, keeps} = await screenIn(home);
  await one.press('/set theme dark', ENTER);
  await one.until('theme is dark from the next start on');
  expect(await next()).toEqual({theme: 'dark', layout: 'irc'});
  await keeps('/theme light');
  await keeps('/layout compact');
  expect(await next()).toEqual({theme: 'light', layout: 'compact'});
  expect(readFileSync(join(home, 'config.toml'), 'utf8')).toBe('theme = "light"\nlayout = "compact"\n');
  await one.press('/set theme default', ENTER);
  await one.until('theme is as at first');
  await one.press('/set layout default', ENTER);
  await one.until('layout is as at first');
  expect(await next()).toEqual({theme: 'auto', layout: undefined});
  expect(readRemembered(shellIn(home).paths)).toMatchObject({server: 'http://127.0.0.1:7420'});
});

test('two commands at once keep both', async () => {
  const home = temporaryFolder();
  const settings = settingsIn(home);
  await Promise.all([
    settings.keep('theme', 'light'),
    settings.keep('layout', 'irc'),
    settings.set('mouse', 'on'),
    writeKeys(shellIn(home).paths.configFile, {preset: 'vim', own: {}}),
  ]);
  const text = readFileSync(join(home, 'config.toml'), 'utf8');
  expect(parse(text)).toEqual({theme: 'light', layout: 'irc', mouse: 'on', keys: {preset: 'vim'}});
});

test('what the environment or the command line says goes before what is kept, and it is said', async () => {
  const home = temporaryFolder();
  const env = {CHAT_TUI_THEME: 'dark', CHAT_TUI_LAYOUT: 'compact'};
  const {one, keeps} = await screenIn(home, env);
  await keeps('/theme light');
  await one.until(
    'theme is kept as light, but the next start has dark: CHAT_TUI_THEME in the environment goes before it.',
  );
  await keeps('/layout irc');
  await one.until('layout is kept as irc, but the next start has compact: CHAT_TUI_LAYOUT in the environment');
  expect(await settingsIn(home, env).keep('theme', 'dark')).toBeUndefined();
  const given = settingsIn(home, {CHAT_TUI_STORE: 'file'}, {downloads: '/given', store: 'memory'});
  expect(await given.set('downloads', '/else')).toContain('--downloads on the command line goes before it.');
  expect(await given.set('store', 'file')).toContain('--store on the command line goes before it.');
  const shown = (await given.list()).map(({name, value}) => `${name} ${value}`);
  expect(shown).toEqual(expect.arrayContaining(['downloads /given', 'store memory', 'theme dark', 'layout irc']));
});

test('a theme of one’s own may be called default', async () => {
  const home = temporaryFolder();
  mkdirSync(join(home, 'themes'));
  writeFileSync(join(home, 'themes/default.toml'), 'accent = "#40e0d0"');
  await settingsIn(home).keep('theme', 'default');
  expect(await screenTheme(shellIn(home))).toMatchObject({theme: {name: 'default'}});
});

test('/set says at once what is to be known about a theme of one’s own', async () => {
  const home = temporaryFolder();
  mkdirSync(join(home, 'themes'));
  writeFileSync(join(home, 'themes/faint.toml'), 'accent = "#303030"');
  const {one} = await screenIn(home);
  await one.press('/set theme faint', ENTER);
  await one.until(/theme is faint from the next start on, [^]*accent of the theme faint has 1\.5 : 1/);
  expect(readFileSync(join(home, 'config.toml'), 'utf8')).toBe('theme = "faint"\n');
});
