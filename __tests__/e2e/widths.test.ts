/**
 * Writing of many scripts in two kinds of terminal that count its columns differently: no letter is lost, and the panes stand
 * still.
 */
import {afterEach, expect, test} from '@jest/globals';
import stringWidth from 'string-width';
import {cleanUp} from '../support/program.ts';
import {terminal} from '../support/screen/terminal.ts';
import {hasTmux, tmuxPane} from '../support/screen/tmux.ts';
import {typistServer} from '../support/screen/typist.ts';

afterEach(cleanUp);

const SAID = [
  'น้ำ ทำไม คำ ที่นี่',
  'हिन्दी क्षत्रिय श्री',
  'தமிழ் கொ ஸ்ரீ',
  'বাংলা ক্ষ স্ত্রী',
  'မြန်မာ',
  'ភាសាខ្មែរ',
  'ພາສາລາວ ນ້ຳ',
  'བོད་སྐད',
  '\u1112\u1161\u11AB\u1100\u1173\u11AF 한글',
  'مُحَمَّد العربية',
  'שָׁלוֹם עברית',
  'ക്ഷ മലയാളം సిరి ಕನ್ನಡ සිංහල ગુજરાતી ਪੰਜਾਬੀ ଓଡ଼ିଆ',
  `Z\u0338\u0328\u0301\u0302algo e\u0301`,
  '漢字かなカナ 葛\u{E0100}城',
  'soft\u00ADhy\u200Bphen\uFEFF',
];
/** As they are shown: what is meant to be invisible is. */
const SHOWN = SAID.map(text => text.replaceAll(/[\u00AD\u200B\uFEFF]|\u{E0100}/gu, ''));

/** Without the gaps that are kept free where this terminal draws less, and the empty cells behind wide letters. */
const letters = (text: string) => text.replaceAll(/\s+/g, '').normalize('NFC');

function missing(lines: readonly string[]): string[] {
  const shown = letters(lines.join('\n'));
  return SHOWN.filter(text => !shown.includes(letters(text)));
}

test('in tmux', async () => {
  if (!hasTmux) return console.warn('Not tested: tmux is not installed.');
  const {env} = await typistServer([], SAID);
  const one = tmuxPane(env);
  const lines = await one.waitFor(shown => missing(shown).length === 0);
  // The line between the panes is drawn outright, behind the text; in each row it is there once.
  expect(lines.slice(1, 20).filter(line => !line.includes('│'))).toEqual([]);
  one.type('น้ำ हिन्दी x');
  await one.waitFor(shown => letters(shown.at(-1) ?? '').endsWith(letters('น้ำ हिन्दी x')));
  const before = one.cursor().column;
  one.press('BSpace', 'BSpace', 'BSpace');
  await one.waitFor(shown => letters(shown.at(-1) ?? '').endsWith(letters('น้ำ हिन्द')));
  expect(one.cursor().column).toBeLessThan(before);
  one.type('!');
  await one.waitFor(shown => letters(shown.at(-1) ?? '').endsWith(letters('น้ำ हिन्द!')));
});

test('in an emulator of xterm', async () => {
  const {env} = await typistServer([], SAID);
  const one = terminal({env, columns: 100, rows: 24});
  await one.waitFor(shown => missing(shown.split('\n')).length === 0);
  one.press('ที่\u007Fน้ำx');
  await one.waitFor(shown => letters(shown.split('\n').at(-1) ?? '').endsWith(letters('ทีน้ำx')));
  const lines = one.screen().split('\n');
  expect(new Set(lines.slice(1, 20).map(line => line.charAt(0)))).not.toContain('�');
});

const AMBIGUOUS = [
  'Élan vital: café ° ± § ①②③',
  'Привет мир, Ωμέγα ¿qué?',
  '※ ℃ № ½ × ÷ ∞ 漢字',
  `${'Я'.repeat(70)} end`,
];

test('in a terminal where ambiguous characters take two columns: they are measured so, and signs go out in ASCII', async () => {
  const {env} = await typistServer([], AMBIGUOUS);
  const [columns, rows] = [160, 24];
  const one = terminal({env, columns, rows, isWide: true});
  const isThere = (screen: string) =>
    AMBIGUOUS.slice(0, 3).every(text => letters(screen).includes(letters(text).replace('×', 'x')));
  await one.waitFor(screen => isThere(screen) && !screen.includes('│'));
  const columnsOf = (text: string) => stringWidth(text, {ambiguousIsNarrow: false});
  const placesOf = (line: string) => Array.from(line.matchAll(/\|/g), ({index}) => columnsOf(line.slice(0, index)));
  const lines = one.screen().split('\n');
  const paneLines = lines.slice(0, rows - 2).map(line => [placesOf(line)[0], placesOf(line).at(-1)]);
  expect(paneLines).toEqual(paneLines.map(() => [15, 119]));
  // Seventy of them take 140 columns: more than a row has.
  expect(lines.filter(line => line.includes('ЯЯЯ')).length).toBe(2);
  one.press('Привет');
  await one.waitFor(/#lobby > Привет$/m);
  expect(one.cursor().column).toBe('#lobby > '.length + 12);
  // A second frame in its place is the same one.
  const before = one.screen();
  one.press('\u000C');
  one.press('!');
  await one.waitFor(/Привет!$/m);
  expect(one.screen().replace('Привет!', 'Привет')).toBe(before);
});
