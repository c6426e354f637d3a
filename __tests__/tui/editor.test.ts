import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {DEFAULT_LIMITS} from '../../src/shared/limits.ts';
import {edit, emptyEditor, putBack, submit, type EditAction, type EditorState} from '../../src/tui/editor.ts';
import {EDITOR_KEYS, editActionOf} from '../../src/tui/editorKeys.ts';

const LIMITS = DEFAULT_LIMITS;
const at = (marked: string): EditorState => {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  return {...emptyEditor, text, cursor};
};
const shown = ({text, cursor}: EditorState) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;
const key = (chord: string, text = '') => ({chord, text, sequence: text});

/** Presses keys by their chords; a single character types itself. */
function press(state: EditorState, ...chords: string[]): EditorState {
  return chords.reduce((current, chord) => {
    const command = editActionOf(key(chord, [...chord].length === 1 ? chord : ''));
    if (command === undefined || command.type === 'submit' || command.type === 'complete') return current;
    return edit(current, command);
  }, state);
}

const FAMILY = '👩‍👩‍👧';
const ACCENT = 'e\u0301';
const FLAG = '🇩🇪';

describe('moving and erasing', () => {
  test.each([
    ['left steps over a whole family', `a${FAMILY}|`, ['left'], `a|${FAMILY}`],
    ['right steps over a letter with its accent', `|${ACCENT}x`, ['right'], `${ACCENT}|x`],
    ['backspace takes a whole flag', `${FLAG}${FLAG}|`, ['backspace'], `${FLAG}|`],
    ['delete takes a whole family', `|${FAMILY}b`, ['delete'], '|b'],
    ['Ctrl+A and Ctrl+E stay on their line', 'one\ntw|o\nthree', ['ctrl+a'], 'one\n|two\nthree'],
    ['End goes to the end of the line', 'one\n|two\nthree', ['end'], 'one\ntwo|\nthree'],
    ['Ctrl+B and Ctrl+F are one character', 'ab|c', ['ctrl+b', 'ctrl+b', 'ctrl+f'], 'a|bc'],
    ['Alt+B goes to the start of the word', 'see dr. smith|', ['alt+b'], 'see dr. |smith'],
    ['Alt+Left twice passes what is no letter', 'see dr. smith|', ['alt+left', 'alt+left'], 'see |dr. smith'],
    ['Alt+F goes to the end of the word', '|see, me', ['alt+f'], 'see|, me'],
    [
      'words may have accents and other scripts',
      `na${'i\u0308'}ve Привет|`,
      ['alt+b', 'alt+b'],
      `|na${'i\u0308'}ve Привет`,
    ],
    ['Ctrl+W cuts back to a space', 'rm -rf /tmp/x|', ['ctrl+w'], 'rm -rf |'],
    ['Alt+Backspace cuts a word', 'rm -rf /tmp/x|', ['alt+backspace'], 'rm -rf /tmp/|'],
    ['Alt+D cuts the word ahead', 'a |long word', ['alt+d'], 'a | word'],
    ['Ctrl+U cuts to the start of the line', 'one\ntwo|three', ['ctrl+u'], 'one\n|three'],
    ['Ctrl+K cuts to the end of the line', 'one|two\nthree', ['ctrl+k'], 'one|\nthree'],
    ['Ctrl+K at the end joins the lines', 'one|\ntwo', ['ctrl+k'], 'one|two'],
    ['Ctrl+Y brings back what was cut', 'one two|', ['ctrl+w', 'ctrl+a', 'ctrl+y'], 'two|one '],
    ['cuts in a row come back together', 'one two three|', ['ctrl+w', 'ctrl+w', 'ctrl+y'], 'one two three|'],
    ['Ctrl+T swaps the characters around the cursor', 'te|h', ['ctrl+t'], 'the|'],
    ['Ctrl+T at the end swaps the last two', `a${FLAG}|`, ['ctrl+t'], `${FLAG}a|`],
    ['Ctrl+_ takes back a word, then the cut', 'old|', ['ctrl+u', 'n', 'e', 'w', 'ctrl+_', 'ctrl+_'], 'old|'],
    ['Ctrl+J makes a new line', 'a|b', ['ctrl+j'], 'a\n|b'],
    ['Alt+Enter and Shift+Enter too', '|', ['alt+enter', 'shift+enter'], '\n\n|'],
    ['Up keeps the column', 'long line\nab\nlong l|ine', ['up', 'up'], 'long l|ine\nab\nlong line'],
    ['Down keeps the column', 'lon|g\n\nlong', ['down', 'down'], 'long\n\nlon|g'],
  ])('%s', (_title, before, chords, after) => {
    expect(shown(press(at(before), ...chords))).toBe(after);
  });

  test('Up and Down follow the rows that are seen, also in a wrapped line', () => {
    const state = at('one two three fo|ur');
    expect(shown(edit(state, {type: 'move', to: 'up'}, 8))).toBe('one two th|ree four');
  });

  test('no key is bound twice', () => {
    const chords = EDITOR_KEYS.flatMap(row => row.chords);
    expect(new Set(chords).size).toBe(chords.length);
  });
});

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

  test('one megabyte goes in, is edited and comes out whole, each step within 50 ms', () => {
    const megabyte = `${'漢字 text '.repeat(10)}\n`.repeat(11_500);
    const times: number[] = [];
    const timed = (step: () => EditorState) => {
      const before = performance.now();
      const after = step();
      times.push(performance.now() - before);
      return after;
    };
    let state = timed(() => paste(megabyte));
    for (const chord of ['x', 'left', 'ctrl+w', 'up', 'ctrl+a', 'alt+b', 'backspace', 'ctrl+_', 'ctrl+_', 'ctrl+_']) {
      state = timed(() => press(state, chord));
    }
    expect(state.text).toBe(megabyte);
    expect(Buffer.byteLength(state.text)).toBeGreaterThan(1_000_000);
    expect(Math.max(...times)).toBeLessThan(50);
  });
});

describe('sending', () => {
  test('Enter takes the line and leaves an empty editor that remembers it', () => {
    const {state, line} = submit(at('hello|'), LIMITS);
    expect(line).toBe('hello');
    expect(state).toEqual({...emptyEditor, history: ['hello']});
  });

  test.each(['', '   ', '\n\n'])('nothing but space (%j) is not sent', text => {
    expect(submit({...emptyEditor, text}, LIMITS).line).toBeUndefined();
  });

  test('a backslash at the end makes a new line', () => {
    expect(shown(submit(at('one\\|'), LIMITS).state)).toBe('one\n|');
    expect(submit(at('C:\\\\|'), LIMITS).line).toBe('C:\\\\');
  });

  test('a text over the limit stays, with a sentence that says by how much', () => {
    const {state, line} = submit(at(`${'ä'.repeat(12)}|`), {...LIMITS, messageGraphemesMax: 10});
    expect(line).toBeUndefined();
    expect(state.text).toBe('ä'.repeat(12));
    expect(state.refusal).toBe('The message is too long: 12/10. Shorten it, or send it as a file.');
    expect(press(state, 'backspace').refusal).toBe('');
  });

  test('characters count as a person counts them', () => {
    expect(submit(at(`${FAMILY.repeat(10)}|`), {...LIMITS, messageGraphemesMax: 10}).line).toBe(FAMILY.repeat(10));
  });

  test('too many bytes are too long, too', () => {
    const limits = {...LIMITS, messageBytesMax: 1_024};
    expect(submit(at(`${'漢'.repeat(500)}|`), limits).state.refusal).toContain('1.5/1 KiB');
  });

  test('a refused line comes back with the reason, above what was written since', () => {
    const sent = submit(at('/jion #x|'), LIMITS).state;
    const back = putBack(press(sent, 'h', 'i'), '/jion #x', 'There is no command jion.');
    expect(shown(back)).toBe('/jion #x\nhi|');
    expect(back.refusal).toBe('There is no command jion.');
    expect(back.history).toEqual([]);
  });
});

describe('the history of sent lines', () => {
  const sent = ['one', 'two\nlines', 'three'].reduce(
    (state, text) => submit({...state, text}, LIMITS).state,
    emptyEditor,
  );

  test('Up goes back, Down returns to the draft', () => {
    const draft = press(sent, 'd', 'r');
    expect(press(draft, 'up').text).toBe('three');
    expect(press(draft, 'up', 'up').text).toBe('two\nlines');
    expect(press(draft, 'up', 'up', 'up', 'up').text).toBe('one');
    expect(press(draft, 'up', 'up', 'up', 'up', 'up').text).toBe('one');
    expect(press(draft, 'up', 'up', 'down', 'down').text).toBe('dr');
  });

  test('Down in the draft does nothing', () => {
    expect(press(sent, 'x', 'down').text).toBe('x');
  });

  test('a recalled line that is changed becomes the draft', () => {
    expect(press(sent, 'up', '!', 'down').text).toBe('three!');
  });

  test('the same line twice is remembered once', () => {
    expect(submit({...sent, text: 'three'}, LIMITS).state.history).toEqual(['one', 'two\nlines', 'three']);
  });
});

describe('completion', () => {
  const candidates = (state: EditorState, from: number, words: string[]): EditAction => ({
    type: 'takeCandidates',
    forText: state.text,
    forCursor: state.cursor,
    from,
    to: state.cursor,
    words,
  });
  const cycle = (state: EditorState, step: 1 | -1 = 1) => edit(state, {type: 'cycleCompletion', step});

  test('a single candidate is put in, with a space behind it', () => {
    const state = at('hi @an|');
    expect(shown(edit(state, candidates(state, 3, ['@anna'])))).toBe('hi @anna |');
  });

  test('a single folder is put in without a space', () => {
    const state = at('/send Do|');
    expect(shown(edit(state, candidates(state, 6, ['Downloads/'])))).toBe('/send Downloads/|');
  });

  test('the common part first, then one after the other, and around', () => {
    const state = at('/a|');
    const common = edit(state, candidates(state, 0, ['/accept', '/accord']));
    expect(shown(common)).toBe('/acc|');
    expect(shown(cycle(common))).toBe('/accept|');
    expect(shown(cycle(cycle(common)))).toBe('/accord|');
    expect(shown(cycle(cycle(cycle(common))))).toBe('/accept|');
    expect(shown(cycle(common, -1))).toBe('/accord|');
  });

  test('typing on takes the candidate; Esc brings back what was typed', () => {
    const state = at('/a|');
    const cycled = cycle(edit(state, candidates(state, 0, ['/accept', '/away'])));
    expect(shown(press(cycled, 'x'))).toBe('/acceptx|');
    expect(press(cycled, 'x').completion).toBeUndefined();
    expect(shown(edit(cycled, {type: 'cancelCompletion'}))).toBe('/a|');
    expect(shown(press(cycled, 'ctrl+_'))).toBe('/a|');
  });

  test('an answer that comes too late is thrown away', () => {
    const state = at('/a|');
    expect(edit(press(state, 'w'), candidates(state, 0, ['/accept'])).text).toBe('/aw');
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
      const command = editActionOf(key(name, text));
      const last = states.at(-1) ?? state;
      if (command === undefined || command.type === 'complete') continue;
      states.push(command.type === 'submit' ? submit(last, LIMITS).state : edit(last, command, columns));
    }
    return states;
  }

  test('the cursor is never inside a character', () => {
    fc.assert(
      fc.property(fc.array(action, {maxLength: 40}), fc.integer({min: 1, max: 30}), (actions, columns) => {
        for (const state of run(emptyEditor, actions, columns)) expect(isBoundary(state)).toBe(true);
      }),
      {numRuns: 300},
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
      {numRuns: 300},
    );
  });
});
