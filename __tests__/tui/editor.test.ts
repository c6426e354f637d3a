import {describe, expect, test} from '@jest/globals';
import {DEFAULT_LIMITS} from '../../src/shared/limits.ts';
import {edit, putBack, submit, type EditAction} from '../../src/tui/writing/editor/editor.ts';
import {emptyEditor, type EditorState} from '../../src/tui/writing/editor/editorState.ts';
import {EDITOR_KEYS} from '../../src/tui/writing/editor/editorKeys.ts';
import {timesAsLong} from '../support/suite/busyTime.ts';
import {at, press, shown} from '../support/screen/editing.ts';

const LIMITS = DEFAULT_LIMITS;
const FAMILY = '👩‍👩‍👧';
const ACCENT = 'e\u0301';
const FLAG = '🇩🇪';

describe('moving and erasing', () => {
  test.each([
    ['left steps over a whole family', `a${FAMILY}|`, ['left'], `a|${FAMILY}`],
    ['right steps over a letter with its accent', `|${ACCENT}x`, ['right'], `${ACCENT}|x`],
    ['backspace takes a whole flag', `${FLAG}${FLAG}|`, ['backspace'], `${FLAG}|`],
    ['delete takes a whole family', `|${FAMILY}b`, ['delete'], '|b'],
    ['backspace takes one mark of a Thai syllable', 'ที่|', ['backspace'], 'ที|'],
    ['and then the next', 'กที่|', ['backspace', 'backspace', 'backspace'], 'ก|'],
    ['delete takes the syllable', '|ที่ก', ['delete'], '|ก'],
    ['one sign of Hindi', 'हिन्दी|', ['backspace'], 'हिन्द|'],
    ['a conjunct loses its last letter', 'क्ष|', ['backspace'], 'क्|'],
    ['with the joiner behind it', 'क्\u200D|', ['backspace'], 'क|'],
    ['one mark of Arabic', '\u0645\u064E\u0651|', ['backspace'], '\u0645\u064E|'],
    ['one point of Hebrew', '\u05E9\u05B8\u05C1|', ['backspace'], '\u05E9\u05B8|'],
    ['one of Tamil, Bengali, Myanmar, Khmer, Lao, Tibetan', 'கி|', ['backspace'], 'க|'],
    ['one of Bengali', 'কি|', ['backspace'], 'ক|'],
    ['one of Myanmar', 'မြန်|', ['backspace'], 'မြန|'],
    ['one of Khmer', 'ស្មែ|', ['backspace'], 'ស្ម|'],
    ['one of Lao', 'ລີ່|', ['backspace'], 'ລີ|'],
    ['one of Tibetan', 'བོ|', ['backspace'], 'བ|'],
    ['one jamo', '\u1112\u1161\u11AB|', ['backspace'], '\u1112\u1161|'],
    ['a letter with its accent goes whole', `x${ACCENT}|`, ['backspace'], 'x|'],
    ['and so does one with many', `xa${'\u0301'.repeat(40)}|`, ['backspace'], 'x|'],
    ['and an ideograph with its form', 'x葛\u{E0100}|', ['backspace'], 'x|'],
    ['and a heart, a keycap, a tone of skin', '❤️1️⃣👍🏽|', ['backspace', 'backspace', 'backspace'], '|'],
    ['word keys stop inside Chinese', '今天在北京大学学习|', ['alt+b', 'alt+b', 'alt+b'], '今天在|北京大学学习'],
    ['and forward', '|今天在北京大学学习', ['alt+f', 'alt+f', 'alt+f'], '今天在北京|大学学习'],
    [
      'inside Japanese, at its scripts',
      'カタカナ漢字を読む|',
      ['alt+b', 'alt+b', 'alt+b', 'alt+b'],
      'カタカナ|漢字を読む',
    ],
    ['inside Thai', 'สวัสดีครับ|', ['alt+b'], 'สวัสดี|ครับ'],
    ['at a change of script', 'helloпривет|', ['alt+b', 'alt+b'], '|helloпривет'],
    ['once at each change', 'abcпривет漢字|', ['alt+b', 'alt+b'], 'abc|привет漢字'],
    ['and forward at a change', '|abcπρος שלום', ['alt+f'], 'abc|προς שלום'],
    ['digits and signs belong to the word', 'snake_case2|', ['alt+b'], '|snake_case2'],
    ['Alt+Backspace takes one word of a run', '北京大学学习|', ['alt+backspace'], '北京大学|'],
    ['Ctrl+A and Ctrl+E stay on their line', 'one\ntw|o\nthree', ['ctrl+a'], 'one\n|two\nthree'],
    ['End goes to the end of the line', 'one\n|two\nthree', ['end'], 'one\ntwo|\nthree'],
    ['Ctrl+B and Right are one character', 'ab|c', ['ctrl+b', 'ctrl+b', 'right'], 'a|bc'],
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

  test.each([
    'dir C:\\tmp\\',
    'C:\\',
    'see d:\\',
    'cd src\\tui\\',
    '\\\\server\\share\\',
    '\\\\server\\',
    'one\ntwo .\\a\\',
    '"C:\\Program Files\\',
  ])('a path of Windows goes out with the one backslash at its end: %j', text => {
    expect(submit(at(`${text}|`), LIMITS).line).toBe(text);
  });

  test.each(['one\\', 'a b\\', 'one\\ two\\', '\\', 'x: \\', 'C:\\tmp and\\', 'http://x\\'])(
    'any other is a new line, and Enter once more sends it with the backslash: %j',
    text => {
      const broken = submit(at(`${text}|`), LIMITS);
      expect(shown(broken.state)).toBe(`${text.slice(0, -1)}\n|`);
      expect(submit(broken.state, LIMITS)).toMatchObject({line: text, state: {isContinued: false}});
      expect(submit(press(press(broken.state, 'x'), 'backspace'), LIMITS).line).toBe(
        text.slice(0, -1).trim() === '' ? undefined : text.slice(0, -1),
      );
    },
  );

  test('a backslash in the middle stays where it is', () => {
    expect(submit(at('on|e\\'), LIMITS).line).toBe('one\\');
  });

  test('a long word full of backslashes takes no longer than a hundred plain words of its length', () => {
    const word = `${'a\\'.repeat(30_000)}\\\\`;
    const plain = () => {
      for (let count = 0; count < 100; count++) submit(at(`${'a'.repeat(word.length)}|`), LIMITS);
    };
    expect(timesAsLong(() => submit(at(`${word}|`), LIMITS), plain)).toBeLessThanOrEqual(1);
  });

  test('a text over the limit stays, with a sentence that says by how much', () => {
    const {state, line} = submit(at(`${'ä'.repeat(12)}|`), {...LIMITS, messageGraphemesMax: 10});
    expect(line).toBeUndefined();
    expect(state.text).toBe('ä'.repeat(12));
    expect(state.refusal).toBe('The message is too long: 12 of 10 characters. Shorten it, or send it as a file.');
    expect(press(state, 'backspace').refusal).toBe('');
  });

  test('characters count as a person counts them', () => {
    expect(submit(at(`${FAMILY.repeat(10)}|`), {...LIMITS, messageGraphemesMax: 10}).line).toBe(FAMILY.repeat(10));
  });

  test('too many bytes are too long, too', () => {
    const limits = {...LIMITS, messageBytesMax: 1_024};
    expect(submit(at(`${'漢'.repeat(500)}|`), limits).state.refusal).toContain('1.5 of 1 KiB');
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

  test.each([
    ['typing', ['up', '!', 'down']],
    ['erasing all', ['up', 'ctrl+u', 'down']],
    ['cutting and bringing back', ['up', 'ctrl+w', 'ctrl+y', '!', 'down']],
    ['undoing', ['up', '!', 'ctrl+_', 'down']],
    ['changing an older one', ['up', 'up', '!', 'down', '!', 'down']],
  ])('the draft stays behind the newest line after %s in a recalled one', (_what, chords) => {
    expect(press(press(sent, 'd', 'r'), ...chords).text).toBe('dr');
  });

  test('a recalled line stays as it was changed until one is sent, and so does the draft', () => {
    expect(press(sent, 'up', '!', 'down', 'up').text).toBe('three!');
    expect(press(sent, 'd', 'up', '!', 'down', 'r', 'up', 'down').text).toBe('dr');
    const again = submit(press(sent, 'd', 'r', 'up', '!'), LIMITS);
    expect(again.line).toBe('three!');
    expect(shown(again.state)).toBe('dr|');
    expect(press(again.state, 'up', 'up').text).toBe('three');
  });

  test('the same line twice is remembered once', () => {
    expect(submit({...sent, text: 'three'}, LIMITS).state.history).toEqual(['one', 'two\nlines', 'three']);
  });
});

test('how much too long a text is, is told exactly or as more than', () => {
  const refusalOf = (text: string) => submit({...emptyEditor, text}, LIMITS).state.refusal;
  expect(refusalOf('x'.repeat(4_001))).toContain('4,001 of 4,000 characters');
  expect(refusalOf('x'.repeat(16_000))).toContain(' 16,000 of 4,000 characters');
  expect(refusalOf('x'.repeat(16_001))).toContain('more than 16,000 of 4,000 characters');
  expect(refusalOf('x'.repeat(36_892))).toContain('more than 16,000 of 4,000 characters');
  expect(refusalOf('x'.repeat(500_000))).toContain('488.3 of 64 KiB');
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
