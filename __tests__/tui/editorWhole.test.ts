import {describe, expect, test} from '@jest/globals';
import fc from '../support/suite/property.ts';
import {DEFAULT_LIMITS} from '../../src/shared/limits.ts';
import {edit, submit} from '../../src/tui/writing/editor/editor.ts';
import {emptyEditor, type EditorState} from '../../src/tui/writing/editor/editorState.ts';
import {chipAround} from '../../src/tui/writing/editor/chips.ts';
import {rowsAround} from '../../src/tui/writing/editor/rows.ts';
import {EDITOR_KEYS, editActionOf} from '../../src/tui/writing/editor/editorKeys.ts';
import {busyMs} from '../support/suite/busyTime.ts';
import {at, press} from '../support/screen/editing.ts';

const LIMITS = DEFAULT_LIMITS;
const FAMILY = '👩‍👩‍👧';
const ACCENT = 'e\u0301';
const FLAG = '🇩🇪';

describe('pasting', () => {
  const paste = (text: string, state = emptyEditor) => edit(state, {type: 'paste', text});

  test.each([
    ['line breaks and tabs stay', 'a\r\n\tb\rc\n', 'a\n\tb\nc\n'],
    ['marks of a paste inside a paste go', 'a\u001B[201~rm -rf\n\u001B[200~b', 'arm -rf\nb'],
    ['marks that are put together from pieces do nothing', '\u001B[20\u001B[201~1~x', '[201~x'],
    ['control characters go', 'a\u0000\u0007\u0008\u001B]0;t\u0007\u009B31m\u007Fb', 'a]0;t31mb'],
    ['half of a pair goes', 'a\uD83Db', 'ab'],
  ])('%s', (_title, pasted, text) => {
    expect(paste(pasted).text).toBe(text);
  });

  test('a paste that ends with a line break sends nothing', () => {
    const pasted = paste('/quit\n');
    expect(pasted.text).toBe('/quit\n');
    expect(pasted.history).toEqual([]);
  });

  test('text that comes in one read with line breaks is a paste, not a row of Enter keys', () => {
    const pasted = edit(emptyEditor, {type: 'insert', text: 'a\r'.repeat(30)});
    expect(pasted.paste).toBe('big');
  });

  test.each([
    ['more than 20 lines', 'line\n'.repeat(21)],
    ['more than 8 KiB', 'x'.repeat(8 * 1024 + 1)],
  ])('of %s asks before it is sent, and the second Enter sends it', (_title, text) => {
    const limits = {...LIMITS, messageGraphemesMax: 100_000};
    const asked = submit(paste(text), limits);
    expect(asked).toEqual({state: expect.objectContaining({text, paste: 'asked'})});
    expect(submit(asked.state, limits).line).toBe(text.replace(/\n+$/, ''));
  });

  test('a change after the question asks again', () => {
    const asked = submit(paste('line\n'.repeat(21)), LIMITS).state;
    expect(submit(press(asked, 'x'), LIMITS).line).toBeUndefined();
  });

  test('a small paste is sent by one Enter', () => {
    expect(submit(paste('two\nlines'), LIMITS).line).toBe('two\nlines');
  });

  test('a big paste that was made short does not ask', () => {
    const short = press(paste('line\n'.repeat(21)), 'ctrl+_', 'h', 'i');
    expect(submit(short, LIMITS).line).toBe('hi');
  });

  test('one megabyte goes in, is edited and comes out whole, no step is a pause', () => {
    const megabyte = `${'漢字 text '.repeat(10)}\n`.repeat(11_500);
    const times: number[] = [];
    const timed = (step: () => EditorState) => {
      let after = emptyEditor;
      times.push(busyMs(() => (after = step())));
      return after;
    };
    let state = timed(() => paste(megabyte));
    const chords = ['x', 'left', 'ctrl+w', 'up', 'ctrl+a', 'alt+b', 'backspace', 'ctrl+_', 'ctrl+_', 'ctrl+_'];
    // Folded, it is one sign; opened, it is text like any other.
    for (const chord of ['leader space', ...chords]) {
      state = timed(() => press(state, chord));
    }
    expect(state.text).toBe(megabyte);
    expect(Buffer.byteLength(state.text)).toBeGreaterThan(1_000_000);
    // Far above what it takes: only a cost that explodes is caught here.
    expect(Math.max(...times)).toBeLessThan(5_000);
  });
});

describe('whatever is done', () => {
  const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
  const isBoundary = ({text, cursor}: EditorState) =>
    cursor === text.length || segmenter.segment(text).containing(cursor)?.index === cursor;
  const piece = fc.constantFrom(
    'a',
    ' ',
    'Z',
    '\n',
    '漢',
    FAMILY,
    ACCENT,
    FLAG,
    '🇩',
    '\u0301',
    '\u200D',
    '👍🏽',
    '1️⃣',
    '각',
    '한',
    'ᄀ',
    '\t',
    '.',
  );
  const chord = fc.constantFrom(...EDITOR_KEYS.flatMap(row => row.chords));
  const action = fc.oneof(
    chord.map(name => ({name, text: ''})),
    piece.map(text => ({name: text, text})),
    fc.array(piece, {maxLength: 40}).map(pieces => ({name: 'paste', text: pieces.join('')})),
  );

  function run(state: EditorState, actions: readonly {name: string; text: string}[], columns: number): EditorState[] {
    const states: EditorState[] = [];
    for (const {name, text} of actions) {
      const command = editActionOf({chord: name, text, sequence: text});
      const last = states.at(-1) ?? state;
      if (command === undefined || command.type === 'complete') continue;
      states.push(command.type === 'submit' ? submit(last, LIMITS).state : edit(last, command, columns));
    }
    return states;
  }

  /** The text without its line breaks, but with those inside of folded pastes. */
  const foldedBreaks = ({text, chips}: EditorState) =>
    Array.from({length: text.length}, (_, index) => {
      const isHeld = chips.some(({from, to}) => from <= index && index < to);
      return text[index] === '\n' && !isHeld ? '' : (text[index] ?? '');
    });

  test('the cursor is never inside a character, nor inside a folded paste', () => {
    fc.assert(
      fc.property(fc.array(action, {maxLength: 40}), fc.integer({min: 1, max: 30}), (actions, columns) => {
        for (const state of run(emptyEditor, actions, columns)) {
          expect(isBoundary(state)).toBe(true);
          expect(chipAround(state.chips, state.cursor)).toBeUndefined();
          // Every code unit is in one cell, or is a line break between two rows.
          const {rows} = rowsAround(state.text, state.cursor, columns, state.chips);
          expect(rows.map(({start, end}) => state.text.slice(start, end)).join('')).toBe(foldedBreaks(state).join(''));
        }
      }),
    );
  });

  test('undo leads back to where it began', () => {
    const changes = fc.array(
      action.filter(({name}) => !['enter', 'up', 'down', 'ctrl+_', 'ctrl+/', 'tab', 'shift+tab'].includes(name)),
      {maxLength: 40},
    );
    fc.assert(
      fc.property(changes, actions => {
        let state = run(at('start |text'), actions, 20).at(-1) ?? at('start |text');
        for (let step = 0; step <= actions.length; step++) state = press(state, 'ctrl+_');
        expect(state.text).toBe('start text');
      }),
    );
  });
});
