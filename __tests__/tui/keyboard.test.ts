/** Keys as one wants them: bound, freed, as in another program, kept in the settings; and every hint follows. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {readKeys, writeKeys} from '../../src/cli/settings/configKeys.ts';
import {KEY_PRESETS} from '../../src/client/wording/screenChoices.ts';
import {createBindings, presetRows, refusalOf} from '../../src/tui/bindings/bindings.ts';
import {parseChord, shownChord} from '../../src/tui/bindings/chord.ts';
import type {KeptKeys} from '../../src/tui/bindings/bindingStore.ts';
import {KEY_TABLE} from '../../src/tui/bindings/keyTable.ts';
import {alt, ctrl, ENTER, ESC, F1, F2, pilot} from '../support/screen/pilot.ts';
import {cleanUp, temporaryFolder} from '../support/program.ts';
import {room, stage} from '../support/screen/stage.ts';

afterAll(cleanUp);

const rooms = [room(1, 'lobby'), room(2, 'ops'), room(3, 'dev')];
const open = async (keys?: KeptKeys) => {
  const saved: KeptKeys[] = [];
  const saveKeys = async (kept: KeptKeys) => void saved.push(kept);
  const one = await pilot(stage({rooms}).client, {columns: 110, saveKeys, ...(keys && {keys})});
  return {one, saved, run: (line: string) => one.press(line, ENTER)};
};

describe('a key', () => {
  test.each([
    ['Ctrl+G', 'ctrl+g', 'Ctrl+G'],
    ['C-g', 'ctrl+g', 'Ctrl+G'],
    ['^g', 'ctrl+g', 'Ctrl+G'],
    ['M-S-up', 'alt+shift+up', 'Alt+Shift+Up'],
    ['alt+shift+n', 'alt+N', 'Alt+Shift+N'],
    ['F5', 'f5', 'F5'],
    ['esc', 'escape', 'Esc'],
    ['Ctrl+X g', 'leader g', 'Ctrl+X g'],
    ['Ctrl+X Ctrl+X', 'leader leader', 'Ctrl+X Ctrl+X'],
    // What most terminals send for it.
    ['Ctrl+I', 'tab', 'Tab'],
    ['alt++', 'alt++', 'Alt++'],
    ['Ctrl+A b', undefined, ''],
    ['hyper+x', undefined, ''],
    ['constructor', undefined, ''],
    ['ctrl+__proto__', undefined, ''],
    ['f25', undefined, ''],
    ['', undefined, ''],
    ['a b c', undefined, ''],
    ['\u001B[A', undefined, ''],
  ])('typed as %j is %j', (typed, chord, shown) => {
    expect(parseChord(typed, ['ctrl+x'])).toBe(chord);
    expect(shownChord(chord ?? '', 'ctrl+x')).toBe(shown);
  });

  test('of every action is read back as it is shown', () => {
    const wrong = KEY_TABLE.flatMap(({chords}) => chords).filter(
      chord => !chord.startsWith('wheel') && parseChord(shownChord(chord, 'ctrl+x'), ['ctrl+x']) !== chord,
    );
    expect(wrong).toEqual([]);
  });
});

describe.each(KEY_PRESETS)('the keys of %s', preset => {
  test('mean one thing each, and everything still has one', () => {
    const rows = presetRows(preset);
    for (const {name, where, chords} of rows)
      for (const chord of chords)
        expect([name, chord, where === 'normal' ? undefined : refusalOf(rows, name, chord)]).toEqual([
          name,
          chord,
          undefined,
        ]);
    const before = new Set(KEY_TABLE.filter(({chords}) => chords.length > 0).map(({name}) => name));
    const left = new Set(rows.filter(({chords}) => chords.length > 0).map(({name}) => name));
    expect([...before].filter(name => !left.has(name))).toEqual([]);
    expect(createBindings(preset).problems).toEqual([]);
  });
});

test('whatever one does or reads with an Alt or function key has a key for terminals that use those themselves', () => {
  const isTaken = (chord: string) => /^(shift\+)?f\d|alt\+/.test(chord);
  const taken = KEY_TABLE.filter(
    ({where, chords}) => (where === 'anywhere' || where === 'reading') && chords.length > 0 && chords.every(isTaken),
  );
  expect(taken.map(({name}) => name)).toEqual([]);
});

describe('/bind', () => {
  test('gives one more key, tells a taken one, and /unbind frees it', async () => {
    const {one, saved, run} = await open();
    await run('/bind Alt+J search');
    await one.until('Alt+J: search in this room');
    expect(saved.at(-1)?.own).toEqual({search: ['Ctrl+F', 'Ctrl+X s', 'Alt+J']});
    await one.press(alt('j'));
    await one.until('Search ─');
    await one.press(ESC);
    await run('/bind Ctrl+G search');
    await one.until('Ctrl+G is taken by goTo (go to a room, person or command).');
    await one.press(ctrl('u'));
    await run('/unbind Ctrl+G');
    await one.until('Ctrl+G does nothing any more');
    await run('/bind Ctrl+G search');
    await one.until('Ctrl+G: search in this room');
    await one.press(ctrl('g'));
    await one.until('Search ─');
  });

  test.each([
    ['/bind g inbox', 'g is for writing'],
    ['/bind Hyper+G inbox', 'Hyper+G is no key'],
    ['/bind constructor inbox', 'constructor is no key'],
    ['/bind Alt+J inbocks', 'did you mean inbox?'],
    ['/bind Alt+J', 'Usage: /bind key action'],
    ['/unbind Ctrl+C', 'interrupt would have no key any more'],
    ['/unbind Alt+J', 'Alt+J does nothing.'],
    ['/keys preset nano', 'There are no keys of nano.'],
  ])('%s is refused', async (line, sentence) => {
    const {one, saved, run} = await open();
    await run(line);
    await one.until(sentence);
    expect(saved).toEqual([]);
  });

  test('moves the leader, and all that comes after it', async () => {
    const {one, run} = await open();
    await run('/bind Ctrl+] leader');
    await run('/unbind Ctrl+X');
    await one.press('\u001D', 'g');
    await one.until('Go to ─');
    await one.press(ESC, F1, 'go to a');
    await one.until('Ctrl+] g');
    expect(one.screen().slice(0, -2).join()).not.toContain('Ctrl+X');
  });
});

test('every hint is of the keys in force', async () => {
  const {one} = await open({preset: 'slack', own: {help: ['Alt+H'], escape: ['Ctrl+Q', 'Esc']}});
  expect(one.text()).toContain('Alt+H help · Ctrl+K go to');
  await one.press(F2);
  expect(one.text()).toContain('Ctrl+Q back');
});

test('one who hesitates after the leader is shown what may follow', async () => {
  const {one} = await open();
  await one.press(ctrl('x'));
  await one.until(/─ Ctrl\+X … Esc ─/);
  expect(one.text()).toMatch(/g {2,}go to a room/);
  await one.resize(50, 20);
  expect(one.text()).toMatch(/─ Ctrl\+X … Esc ─[^]* g {2,}go[^]* Ctrl\+O {2,}links/);
  await one.press('g');
  await one.until('Go to ─');
  expect(one.text()).not.toContain('Ctrl+X …');
});

test('/keys check shows what arrives, does none of it, and goes with Esc Esc', async () => {
  const {one, run} = await open();
  await run('/keys check');
  await one.until('Press keys ─');
  await one.press(ctrl('g'), 'x', '\u001B[24;5~', ESC);
  expect(one.text()).toMatch(/Ctrl\+G +goTo: go to a room, person or command/);
  expect(one.text()).toMatch(/x +is written/);
  expect(one.text()).toMatch(/Ctrl\+F12 +does nothing +\(ESC \[24;5~\)/);
  await one.press(ESC);
  expect(one.text()).not.toContain('Press keys');
});

test('with the keys of vim letters are written only after i', async () => {
  const {one, run, saved} = await open();
  await run('/keys preset vim');
  await one.until('Keys: vim');
  expect(saved.at(-1)?.preset).toBe('vim');
  const line = () => one.screen().at(-1);
  await one.press('one two three', ESC);
  expect(one.text()).toContain('NORMAL');
  await one.press('z', '0', 'd', 'w', 'x');
  expect(line()).toBe('#lobby > two three');
  await one.press('A', '!', ESC, 'u', 'u', 'd', 'd');
  expect(line()).toBe('#lobby >');
  await one.press('p', 'i', 'x', ESC, 'g', 't');
  expect(line()).toBe('#dev >');
  await one.press(':');
  expect(line()).toBe('#dev > /');
  expect(one.text()).not.toContain('NORMAL');
});

describe('[keys]', () => {
  const file = (text: string) => {
    const path = join(temporaryFolder(), 'config.toml');
    writeFileSync(path, text);
    return path;
  };

  test('is changed line by line: comments and all else stay', async () => {
    const path = file('# mine\nserver = "a"\n\n[keys] # of mine\n# go\ngoTo = "Ctrl+K" # why\n\n[serve]\nport = 1\n');
    await writeKeys(path, {preset: 'irssi', own: {goTo: ['Alt+K'], inbox: ['Alt+"', 'Alt+\\']}});
    expect(readFileSync(path, 'utf8')).toBe(
      '# mine\nserver = "a"\n\n[keys] # of mine\n# go\ngoTo = ["Alt+K"] # why\npreset = "irssi"\ninbox = ' +
        '["Alt+\\"", "Alt+\\\\"]\n\n[serve]\nport = 1\n',
    );
    const {kept, problems} = await readKeys(path);
    expect([kept, problems]).toEqual([{preset: 'irssi', own: {goTo: ['Alt+K'], inbox: ['Alt+"', 'Alt+\\']}}, []]);
    const fresh = join(temporaryFolder(), 'new', 'config.toml');
    await writeKeys(fresh, {preset: 'vim', own: {}});
    expect(readFileSync(fresh, 'utf8')).toBe('[keys]\npreset = "vim"\n');
  });

  test.each([
    ['in one line', 'keys = {goTo = "Ctrl+K"}\n'],
    ['with dots', 'keys.goTo = "Ctrl+K"\n'],
    ['over many lines', '[keys]\ngoTo = [\n  "Ctrl+K",\n]\n'],
  ])('written %s is left as it is, and that is told', async (_how, text) => {
    const path = file(text);
    await expect(writeKeys(path, {preset: 'default', own: {goTo: ['Alt+K']}})).rejects.toThrow('only you can change');
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('that cannot be written is told', async () => {
    const path = join(temporaryFolder(), 'config.toml');
    mkdirSync(path);
    await expect(writeKeys(path, {preset: 'vim', own: {}})).rejects.toThrow(/cannot be (?:read|written)/);
  });
});
