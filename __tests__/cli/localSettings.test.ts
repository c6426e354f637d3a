/**
 * Settings of this machine: shown on a screen, changed in `config.toml` with its comments kept, wrong ones refused with a
 * sentence.
 */
import {afterEach, expect, test} from '@jest/globals';
import {chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'smol-toml';
import {localSettings, withLine} from '../../src/cli/settings/localSettings.ts';
import {cleanUp, temporaryFolder} from '../support/program.ts';
import {ENTER, ESC, pilot} from '../support/screen/pilot.ts';
import fc from '../support/suite/property.ts';
import {stage} from '../support/screen/stage.ts';

afterEach(cleanUp);

function file(text: string, env: Record<string, string> = {}) {
  const configFile = join(temporaryFolder(), 'config.toml');
  writeFileSync(configFile, text);
  return {settings: localSettings({env, configFile}), read: () => readFileSync(configFile, 'utf8')};
}

/** As somebody has it who keeps such files together elsewhere. */
function linked(text: string) {
  const elsewhere = join(temporaryFolder(), 'chat.toml');
  writeFileSync(elsewhere, text);
  chmodSync(elsewhere, 0o640);
  const configFile = join(temporaryFolder(), 'config.toml');
  symlinkSync(elsewhere, configFile);
  const read = () => ({
    isLink: lstatSync(configFile).isSymbolicLink(),
    text: readFileSync(elsewhere, 'utf8'),
    mode: statSync(elsewhere).mode & 0o777,
  });
  return {settings: localSettings({env: {}, configFile}), read};
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
  const folder = join(temporaryFolder(), 'config.toml');
  mkdirSync(folder);
  await expect(localSettings({env: {}, configFile: folder}).set('mouse', 'on')).rejects.toMatchObject({
    code: 'settings-invalid',
  });
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
