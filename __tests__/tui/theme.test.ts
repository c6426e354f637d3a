/** The colours of the screen can be read on what is behind them, each means one thing, and one chooses which there are. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {screenTheme} from '../../src/cli/screening/screenTheme.ts';
import {themeFiles, themesFolder} from '../../src/cli/settings/themeFiles.ts';
import {openShell, type Outside} from '../../src/cli/shell.ts';
import type {ThemeName} from '../../src/client/wording/screenChoices.ts';
import {backgroundFrom, backgroundOf} from '../../src/tui/terminal/background.ts';
import {NO_SETTINGS} from '../../src/tui/localSettings.ts';
import {createTheme, type Theme} from '../../src/tui/theme.ts';
import {contrastOf, sharesOf, type Colour, type ColourDepth} from '../../src/tui/theme/colour.ts';
import {HIGH_CONTRAST, PALETTES, rolesOf, SIXTEEN} from '../../src/tui/theme/palettes.ts';
import {ctrl, DOWN, ENTER, ESC, F1, pilot} from '../support/screen/pilot.ts';
import {cleanUp, temporaryFolder} from '../support/program.ts';
import {room, stage, user} from '../support/screen/stage.ts';

afterAll(cleanUp);

const BACKGROUNDS = {
  dark: ['#000000', '#1e1e1e', '#002b36'],
  light: ['#ffffff', '#fdf6e3', '#eeeeee'],
  unknown: ['#000000', '#ffffff'],
} as const satisfies Record<string, readonly Colour[]>;
const BEHIND = ['dark', 'light', 'unknown'] as const;

/** What a PC's console shows for the first sixteen. */
const CONSOLE =
  '000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff'.split(
    ' ',
  );

/** Every colour of text in what was drawn, by the parameters of its sequence. */
const codesIn = (drawn: string): string[] => [
  ...new Set(Array.from(drawn.matchAll(/\u001B\[((?:38;5;\d+|38;2;\d+;\d+;\d+|3[0-7]|9[0-7]))m/g), match => match[1]!)),
];

function colourOf(code: string): number[] {
  const [first = 0, kind, ...rest] = code.split(';').map(Number);
  if (first !== 38) return sharesOf(first < 40 ? first - 30 : first - 82);
  return kind === 5 ? sharesOf(rest[0]!) : rest.map(value => value / 255);
}

function paintedBy(theme: Theme): string {
  const names = Array.from({length: 500}, (_, at) => theme.nick(`name${at}`)('x'));
  const {dim, accent, good, warning, bad, mention} = theme;
  const syntax = Object.values(theme.syntax ?? {});
  return [...[dim, accent, good, warning, bad, mention, ...syntax].map(paint => paint('x')), ...names].join('');
}

describe('every colour', () => {
  test.each(
    BEHIND.flatMap(behind =>
      (['256', '24-bit', '16'] as ColourDepth[]).flatMap(depth =>
        (['auto', 'high-contrast'] as ThemeName[]).map(name => [name, depth, behind] as const),
      ),
    ),
  )('of %s, %s, can be read on a background that is %s, and means one thing', (name, depth, behind) => {
    const palette = depth === '16' ? SIXTEEN[behind] : name === 'auto' ? PALETTES[behind] : HIGH_CONTRAST[behind];
    const roles = rolesOf(palette).map(([, colour]) => colour);
    expect(new Set(roles).size).toBe(roles.length);
    const background = behind === 'unknown' ? undefined : behind;
    const codes = codesIn(paintedBy(createTheme({depth, background, theme: name})));
    expect(codes.length).toBe(roles.length);
    const backs = depth === '16' ? BACKGROUNDS[behind].slice(0, 1) : BACKGROUNDS[behind];
    const least = name === 'auto' || depth === '16' ? 4.5 : 7;
    for (const code of codes)
      for (const back of backs.slice(0, least === 7 ? 1 : undefined))
        expect([code, contrastOf(colourOf(code), sharesOf(back)) >= least]).toEqual([code, true]);
    if (depth !== '16') return;
    for (const colour of roles) {
      const shares = sharesOf(`#${CONSOLE[colour as number]!}`);
      expect([colour, contrastOf(shares, sharesOf(backs[0]!)) >= 4.5]).toEqual([colour, true]);
    }
  });

  test.each([
    ['without colours', {depth: 'none', background: 'dark'}],
    ['in the theme without colours', {depth: '24-bit', background: 'dark', theme: 'mono'}],
  ] as const)('is left out %s', (_how, choice) => {
    expect(codesIn(paintedBy(createTheme(choice)))).toEqual([]);
  });
});

const busy = () => {
  const stand = stage({
    rooms: [room(1, 'lobby', {topic: 'Be kind'}), room(2, 'ops', {unread: 3, mentions: 1, lastSeq: 3})],
    members: [user('bob', {state: 'away'}), user('zoe', {state: 'busy'})],
  });
  stand.say(1, 'zoe: @alice look: `code` and\n```ts\nconst one = "two"; // 3\n```', {kind: 'joined'}, 'bob: hello');
  return stand.client;
};

describe('the screen', () => {
  test.each(['dark', 'light', 'high-contrast'] as const)('has only colours of the theme %s', async theme => {
    const one = await pilot(busy(), {columns: 150, rows: 40, theme});
    await one.press(F1);
    const behind = theme === 'light' ? 'light' : theme === 'dark' ? 'dark' : 'unknown';
    const allowed = rolesOf(theme === 'high-contrast' ? HIGH_CONTRAST[behind] : PALETTES[behind]).map(
      ([, colour]) => `38;5;${colour}`,
    );
    const codes = codesIn(one.raw());
    expect(codes.filter(code => !allowed.includes(code))).toEqual([]);
    expect(one.raw()).not.toMatch(/\[(?:48;|4[0-7]m|10[0-7]m)/);
    expect(codes.length > 4).toBe(theme !== 'high-contrast');
  });

  test('says the same without colours', async () => {
    const coloured = await pilot(busy(), {columns: 150, rows: 40, theme: 'dark'});
    const plain = await pilot(busy(), {columns: 150, rows: 40, depth: 'none'});
    // Where one is in the list of rooms, and what code is, have signs of their own there.
    const said = (text: string) => text.replace('>1', ' 1').replace('`code`', 'code').replaceAll(/ +│?$/gm, '');
    expect(said(plain.text())).toBe(said(coloured.text()));
  });
});

describe('/theme', () => {
  const codesOf = (drawn: string, behind: 'dark' | 'light') => drawn.includes(`38;5;${PALETTES[behind].accent}m`);

  test('shows what one tries, Esc goes back, Enter keeps it', async () => {
    const kept: string[] = [];
    const localSettings = {...NO_SETTINGS, keep: async (...words: string[]) => void kept.push(words.join(' '))};
    const one = await pilot(busy(), {theme: 'dark', localSettings});
    const drawn = async (...keys: string[]) => {
      const before = one.raw().length;
      await one.press(...keys);
      await one.settle();
      return one.raw().slice(before);
    };
    await one.press('/theme', ENTER);
    await one.until('Theme ─');
    expect(codesOf(await drawn(DOWN), 'light')).toBe(true);
    expect(codesOf(await drawn(ESC), 'dark')).toBe(true);
    expect([one.text().includes('Theme ─'), kept]).toEqual([false, []]);
    await one.press('/theme', ENTER);
    await one.until('Theme ─');
    await one.press(DOWN, ENTER);
    await one.settle();
    expect([one.text().includes('Theme ─'), kept]).toEqual([false, ['theme light']]);
    await one.press('/theme mono', ENTER);
    await one.settle();
    expect(codesIn(await drawn(ctrl('l')))).toEqual([]);
    expect(kept).toEqual(['theme light', 'theme mono']);
    await one.press('/theme neon', ENTER);
    await one.until('There is no theme neon.');
  });

  test('has one’s own from files, drawn as the terminal can, and tells what is wrong with them', async () => {
    const home = temporaryFolder();
    const paths = {configFile: join(home, 'config.toml')};
    mkdirSync(themesFolder(paths));
    const write = (name: string, text: string) => writeFileSync(join(themesFolder(paths), `${name}.toml`), text);
    write('sea', 'background = "#001020"\naccent = "#40e0d0"\nnicks = ["#ffd080"]');
    write('faint', 'accent = "#303030"');
    write('broken', 'accent = ');
    write('odd', 'sparkle = "#ffffff"');
    const names = ['broken', 'faint', 'odd', 'sea'];
    await expect(themeFiles(paths as never).names()).resolves.toEqual(names);
    const one = await pilot(busy(), {depth: '24-bit', ownThemes: themeFiles(paths as never)});
    await one.press('/theme sea', ENTER);
    await one.settle();
    expect(one.raw()).toContain('38;2;64;224;208m');
    for (const [name, sentence] of [
      ['faint', 'accent of the theme faint has 1.5 : 1'],
      ['broken', 'The theme broken is not valid TOML in line 1'],
      ['odd', 'The theme odd has sparkle, which is no role'],
      ['../config', 'There is no theme ../config'],
    ] as const) {
      await one.press(`/theme ${name}`, ENTER);
      await one.until(sentence);
    }
    const env = {CHAT_TUI_HOME: home, CHAT_TUI_THEME: 'odd'};
    const outside = {env, platform: process.platform} as unknown as Outside;
    const found = await screenTheme(openShell({}, outside));
    expect(found).toMatchObject({theme: 'auto', problem: expect.stringContaining('no role')});
  });
});

test.each([
  [']11;rgb:1e1e/1e1e/1e1e', 'dark'],
  [']11;rgb:ffff/ffff/ffff', 'light'],
  [']11;rgb:fd/f6/e3', 'light'],
  [']11;rgba:0/0/0/f', 'dark'],
  [']11;#fdf6e3', 'light'],
  [']10;rgb:ffff/ffff/ffff', undefined],
  [']11;rgb:zz/0/0', undefined],
  ['P>|foot', undefined],
])('the answer %s is %s', (said, background) => {
  expect(backgroundOf(said)).toBe(background);
});

test.each([
  [{COLORFGBG: '15;0'}, 'dark'],
  [{COLORFGBG: '0;15'}, 'light'],
  [{COLORFGBG: '0;default;15'}, 'light'],
  [{COLORFGBG: '12;8'}, 'dark'],
  [{COLORFGBG: 'default;default'}, undefined],
  [{TERM: 'linux'}, 'dark'],
  [{}, undefined],
] as const)('the environment %j is %s', (env, background) => {
  expect(backgroundFrom(env)).toBe(background);
});
