import {stripVTControlCharacters} from 'node:util';
import {describe, expect, test} from '@jest/globals';
import fc from '../support/suite/property.ts';
import {DEFAULT_LIMITS} from '../../src/shared/limits.ts';
import {columnsOf} from '../../src/shared/text/columns.ts';
import {layOutComposer} from '../../src/tui/writing/composerLayout.ts';
import {rowsAround} from '../../src/tui/writing/editor/rows.ts';
import {edit} from '../../src/tui/writing/editor/editor.ts';
import {emptyEditor, type EditorState} from '../../src/tui/writing/editor/editorState.ts';
import {editActionOf} from '../../src/tui/writing/editor/editorKeys.ts';
import {createBindings} from '../../src/tui/bindings/bindings.ts';
import {createTheme} from '../../src/tui/theme.ts';
import {longestTaskMs} from '../support/suite/busyTime.ts';
import {alt, BACKSPACE, ctrl, ENTER, ESC, LEFT, pilot, TAB, UP, type Pilot} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';

const FAMILY = '👩‍👩‍👧';

async function open(columns = 80, rows = 24) {
  const made = stage({rooms: [room(1, 'lobby'), room(2, 'dev')], members: [user('bob'), user('bonnie')]});
  return {...made, one: await pilot(made.client, {columns, rows})};
}

/** Lines of the composer: below the status line. */
const written = (one: Pilot, count: number) => one.screen().slice(-count);

describe('the composer', () => {
  test('says where the text goes', async () => {
    const {one} = await open();
    await one.press('hi');
    expect(written(one, 1)).toEqual(['#lobby > hi']);
    await one.press(ctrl('n'));
    expect(written(one, 1)).toEqual(['#dev >']);
    await one.press(ctrl('p'));
    expect(written(one, 1)).toEqual(['#lobby > hi']);
  });

  test.each(['@bob psst', 'bob: psst', '@bob, psst'])(
    'says who reads a text like %s, and how it is for one',
    async text => {
      const {one} = await open();
      await one.press(text);
      expect(one.text()).toContain('all of #lobby will read this; to bob alone: /msg @bob');
      await one.press(ctrl('u'), 'note: bob says hi');
      expect(one.text()).not.toContain('/msg');
    },
  );

  test('puts the real cursor behind wide characters and families', async () => {
    const {one} = await open();
    await one.press('한글 漢字', FAMILY);
    expect(one.cursor()).toEqual({x: 9 + 4 + 1 + 4 + 2, y: 23});
    await one.press(LEFT, LEFT);
    expect(one.cursor()).toEqual({x: 9 + 4 + 1 + 2, y: 23});
    await one.press(BACKSPACE);
    expect(written(one, 1)).toEqual([`#lobby > 한글 字${FAMILY}`]);
  });

  test('wraps between words, and grows to a third of the screen at most', async () => {
    const {one} = await open(40, 12);
    await one.press('some words that are more than one row holds');
    expect(written(one, 2)).toEqual(['#lobby > some words that are more than', '         one row holds']);
    for (const line of ['1', '2', '3', '4', '5', '6']) await one.press(alt('\r'), line);
    expect(written(one, 5).slice(1)).toEqual(['#lobby ↑ 3', '         4', '         5', '         6']);
    expect(one.cursor()).toEqual({x: 10, y: 11});
    await one.press(UP, UP, UP, UP);
    expect(one.screen().at(-1)).toContain('↓');
  });

  test('hides the cursor while something else has the keys', async () => {
    const {one} = await open();
    expect(one.cursor()).toBeDefined();
    await one.press(ctrl('g'));
    expect(one.cursor()).toBeUndefined();
    await one.press(ESC);
    expect(one.cursor()).toEqual({x: 9, y: 23});
  });

  test('works in the smallest screen', async () => {
    const {one} = await open(20, 6);
    await one.press('a long text that does not fit at all');
    expect(one.screen().every(line => line.length <= 20)).toBe(true);
    expect(one.screen().join('\n')).toContain('at all');
  });
});

describe('commands while they are typed', () => {
  test('the argument hint follows the name', async () => {
    const {one} = await open();
    await one.press('/top');
    expect(written(one, 2)[0]).toMatch(/^\/topic \S.* · \S/);
  });

  test('an unknown one is not sent, stays, and is called unknown', async () => {
    const {one, asked} = await open();
    await one.press('/nosuch thing', ENTER);
    await one.until('✗');
    expect(written(one, 3).join(' ')).toContain('There is no command /nosuch. Use /help to see them all;');
    expect(written(one, 1)).toEqual(['#lobby > /nosuch thing']);
    expect(asked).toEqual([]);
    await one.press(BACKSPACE);
    expect(one.text()).not.toContain('✗');
  });

  test('Tab completes the common part, then goes through the names, and Esc takes it back', async () => {
    const {one} = await open();
    await one.press('ask @b', TAB);
    await one.until('@bonnie');
    expect(written(one, 2)).toEqual(['@bob  @bonnie', '#lobby > ask @bo']);
    await one.press(TAB, TAB);
    expect(written(one, 1)).toEqual(['#lobby > ask @bonnie']);
    await one.press(ESC);
    expect(written(one, 1)).toEqual(['#lobby > ask @b']);
  });
});

describe('length', () => {
  const layout = (editor: EditorState) =>
    layOutComposer({
      editor,
      columns: 80,
      screenRows: 24,
      target: '#lobby',
      limits: {...DEFAULT_LIMITS, messageGraphemesMax: 10},
      commands: [],
      bindings: createBindings('default'),
      theme: createTheme({depth: 'none'}),
    });
  const notice = (text: string) => layout(edit(emptyEditor, {type: 'insert', text})).lines[0];

  test.each([
    ['nothing while there is room', 'x'.repeat(9), '#lobby > xxxxxxxxx'],
    ['the count at the limit', FAMILY.repeat(10), '10/10'],
    ['that it is too long over the limit', 'x'.repeat(12), '12/10 is too long to send'],
  ])('shows %s', (_title, text, line) => {
    expect(notice(text)?.replaceAll(/\u001B\[[\d;]*m/g, '')).toBe(line);
  });

  test('a text over the limit stays where it is, with a sentence', async () => {
    const {one, asked} = await open();
    await one.paste('x'.repeat(4_001));
    await one.press(ENTER);
    expect(one.text()).toContain('The message is too long: 4,001 of 4,000 characters. Shorten it, or send it as');
    expect(one.text()).toContain('[pasted 4,001 characters]');
    expect(asked).toEqual([]);
  });
});

describe('whatever is written', () => {
  const piece = fc.constantFrom(
    'a',
    'word',
    ' ',
    '  ',
    '\n',
    '漢',
    '한',
    FAMILY,
    '🇩🇪',
    'e\u0301',
    '\u0301',
    '\t',
    '\u202E',
    '\u200B',
    '👍🏽',
    '﷽',
  );
  const text = fc.array(piece, {maxLength: 60}).map(pieces => pieces.join(''));

  test('no row is wider than the screen, none is one too many, and the cursor is on one of them', () => {
    fc.assert(
      fc.property(
        text,
        fc.integer({min: 20, max: 90}),
        fc.integer({min: 6, max: 40}),
        (pasted, columns, screenRows) => {
          let editor = edit(emptyEditor, {type: 'paste', text: pasted});
          for (const to of ['textEnd', 'up', 'wordLeft', 'lineStart', 'textStart'] as const) {
            editor = edit(editor, {type: 'move', to}, columns);
            const {lines, cursor} = layOutComposer({
              editor,
              columns,
              screenRows,
              target: '#lobby',
              limits: DEFAULT_LIMITS,
              commands: [],
              bindings: createBindings('default'),
              theme: createTheme({depth: '256'}),
            });
            const widths = lines.map(line => columnsOf(stripVTControlCharacters(line)));
            expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
            expect(lines.length).toBeLessThanOrEqual(Math.max(1, Math.floor(screenRows / 3)));
            expect(cursor.row).toBeLessThan(lines.length);
            expect(cursor.column).toBeLessThan(columns);
          }
        },
      ),
      // A space that hangs over the edge, with the cursor behind it.
      {examples: [['한aaaaaaworda  ', 22, 6]]},
    );
  });

  test('every character that was written is shown, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', ' ', 'word', '漢', '\n'), {maxLength: 80}), pieces => {
        const written = pieces.join('');
        const {rows} = rowsAround(written, 0, 12);
        const shown = rows.map(row => row.cells.map(cell => cell.shown).join('')).join('');
        expect(shown).toBe(written.replaceAll('\n', ''));
      }),
    );
  });
});

describe('hostile pastes', () => {
  test('nothing is sent by a paste, whatever is in it, and nothing of it reaches the terminal', async () => {
    const {one, ...made} = await open();
    await one.paste('/quit\n\u001B[201~\r/quit\r\n\u001B]52;c;cm0=\u0007\u001B[2J\u009B6n\u202Egnp.exe\u0000\n');
    expect(made.asked).toEqual([]);
    expect(made.room(1).pending).toEqual([]);
    expect(one.escapes).toEqual([]);
    expect(one.droppedCount()).toBe(0);
    expect(written(one, 5)).toEqual([
      '#lobby > /quit',
      '',
      '         /quit',
      '         ]52;c;cm0=[2J6n\uFFFDgnp.exe',
      '',
    ]);
  });

  test('a big one is put in, says how much it is, and asks before it goes out', async () => {
    const {one, asked} = await open();
    await one.paste('line\n'.repeat(30));
    expect(one.text()).toContain('Pasted: 31 lines, 150 bytes. Nothing is sent yet');
    await one.press(ENTER);
    expect(one.text()).toContain('Really send 31 lines, 150 bytes?');
    expect(asked).toEqual([]);
    await one.press(ctrl('c'));
    expect(written(one, 1)).toEqual(['#lobby >']);
  });

  test.each([
    ['5 MiB of text', 'some text and more\n'.repeat(275_000)],
    ['1 MiB without a space', 'x'.repeat(1_048_576)],
    ['100,000 lines', '\n'.repeat(100_000)],
    ['10,000 combining marks', `e${'\u0301'.repeat(10_000)}`],
  ])('%s is held, drawn and thrown away without a pause', async (_title, text) => {
    const state = edit(emptyEditor, {type: 'paste', text});
    expect(state.text.length).toBe(text.length);
    const {one} = await open();
    await one.paste(text);
    // Far above what it takes: only a cost that explodes is caught here.
    expect(await longestTaskMs(() => one.press('x', LEFT, ctrl('a')))).toBeLessThan(5_000);
    await one.press(ctrl('c'));
    expect(written(one, 1)).toEqual(['#lobby >']);
  });
});

test('every printable key that is not bound writes itself', () => {
  const keys = ['a', 'Z', '0', ' ', '~', 'é', '漢', FAMILY];
  expect(keys.map(text => editActionOf({chord: text, text, sequence: text}))).toEqual(
    keys.map(text => ({type: 'insert', text})),
  );
});
