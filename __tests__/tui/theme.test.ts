/** The colours of the screen can be read on what is behind them, and each means one thing. */
import {describe, expect, test} from '@jest/globals';
import {backgroundFrom, backgroundOf, luminanceOf} from '../../src/tui/terminal/background.ts';
import {createTheme, PALETTES, type Palette, type Theme} from '../../src/tui/theme.ts';

/** The fixed part of the 256 colours, as xterm defined it. */
function sharesOf(number: number): number[] {
  const levels = [0, 95, 135, 175, 215, 255];
  const cube = number - 16;
  const values =
    number < 232
      ? [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(index => levels[index] ?? 0)
      : Array.from({length: 3}, () => 8 + 10 * (number - 232));
  return values.map(value => value / 255);
}

function contrast(one: readonly number[], other: readonly number[]): number {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const rolesOf = ({nicks, syntax, ...roles}: Palette): number[] => [
  ...Object.values(roles),
  ...Object.values(syntax ?? {}),
  ...nicks,
];
const hex = (value: string) => [1, 3, 5].map(at => Number.parseInt(value.slice(at, at + 2), 16) / 255);
const BLACK = [0, 0, 0];
const WHITE = [1, 1, 1];

/** Every colour that a theme paints with, found in what it paints. */
function paintedBy(theme: Theme): number[] {
  const names = Array.from({length: 500}, (_, at) => theme.nick(`name${at}`)('x'));
  const {dim, accent, good, warning, bad, mention} = theme;
  const syntax = Object.values(theme.syntax ?? {});
  const painted = [dim, accent, good, warning, bad, mention, ...syntax].map(paint => paint('x')).concat(names);
  return [
    ...new Set(painted.flatMap(text => Array.from(text.matchAll(/38;5;(\d+)m/g), ([, number]) => Number(number)))),
  ];
}

describe('every colour', () => {
  test.each([
    ['dark', [BLACK, hex('#1e1e1e'), hex('#002b36')]],
    ['light', [WHITE, hex('#fdf6e3'), hex('#eeeeee')]],
    ['unknown', [BLACK, WHITE]],
  ] as const)('has a contrast of 4.5 : 1 on a %s background', (name, backgrounds) => {
    const colours = rolesOf(PALETTES[name]);
    const painted = paintedBy(createTheme(true, name === 'unknown' ? undefined : name));
    expect(new Set(painted)).toEqual(new Set(colours));
    const weak = colours.flatMap(colour =>
      backgrounds
        .map(behind => [colour, contrast(sharesOf(colour), behind)] as const)
        .filter(([, ratio]) => ratio < 4.5),
    );
    expect(weak).toEqual([]);
  });

  test.each(['dark', 'light', 'unknown'] as const)('means one thing on a %s background', name => {
    const colours = rolesOf(PALETTES[name]);
    expect(new Set(colours).size).toBe(colours.length);
  });

  test('is left out without colours', () => {
    expect(paintedBy(createTheme(false, 'dark'))).toEqual([]);
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
  ['15;0', 'dark'],
  ['0;15', 'light'],
  ['0;default;15', 'light'],
  ['12;8', 'dark'],
  ['default;default', undefined],
  [undefined, undefined],
])('COLORFGBG=%s is %s', (value, background) => {
  expect(backgroundFrom(value)).toBe(background);
});
