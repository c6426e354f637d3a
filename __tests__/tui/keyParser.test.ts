/** What terminals send, as keys. */
import {describe, expect, test} from '@jest/globals';
import {createKeyParser} from '../../src/tui/terminal/input/keyParser.ts';
import {KITTY_REPLY} from '../../src/tui/terminal/input/keySequences.ts';

const chords = (...chunks: readonly string[]) => {
  const parser = createKeyParser();
  return [...chunks.flatMap(chunk => parser.push(chunk)), ...parser.settle()].map(({chord}) => chord);
};

describe('keys', () => {
  test.each([
    ['a', ['a']],
    ['é', ['é']],
    ['👨‍👩‍👧', ['👨‍👩‍👧']],
    [' ', ['space']],
    ['\r', ['enter']],
    ['\n', ['ctrl+j']],
    ['\t', ['tab']],
    ['\u007F', ['backspace']],
    ['\u0001', ['ctrl+a']],
    ['\u0000', ['ctrl+space']],
    ['\u001F', ['ctrl+_']],
    ['\u001B', ['escape']],
    ['\u001Ba', ['alt+a']],
    ['\u001BA', ['alt+A']],
    ['\u001B\r', ['alt+enter']],
    ['\u001B\u007F', ['alt+backspace']],
    ['\u001B[A', ['up']],
    ['\u001BOB', ['down']],
    ['\u001B[1;3A', ['alt+up']],
    ['\u001B[1;4B', ['alt+shift+down']],
    ['\u001B[1;5C', ['ctrl+right']],
    ['\u001B\u001B[A', ['alt+up']],
    ['\u001B[5~', ['pageup']],
    ['\u001B[6;3~', ['alt+pagedown']],
    ['\u001B[1;5H', ['ctrl+home']],
    ['\u001BOP', ['f1']],
    ['\u001B[11~', ['f1']],
    ['\u001B[[A', ['f1']],
    ['\u001B[17~', ['f6']],
    ['\u001B[17;2~', ['shift+f6']],
    ['\u001B[Z', ['shift+tab']],
    ['\u001B[3^', ['ctrl+delete']],
    ['\u001B[27u', ['escape']],
    ['\u001B[13;2u', ['shift+enter']],
    ['\u001B[99;5u', ['ctrl+c']],
    ['\u001B[120;3u', ['alt+x']],
    ['\u001B[27;5;13~', ['ctrl+enter']],
    ['\u001B[?1u', [KITTY_REPLY]],
    ['\u001B/', ['alt+/']],
    ['\u001B1', ['alt+1']],
  ])('%j', (sent, expected) => {
    expect(chords(sent)).toEqual(expected);
  });

  test.each([
    // Other layouts: the Latin letter on the same key, told by the terminal or known.
    ['\u001B[1089::99;5u', ['ctrl+c']],
    ['\u001B[1089;5u', ['ctrl+c']],
    ['\u001B[968::99;5u', ['ctrl+c']],
    ['\u001B[1489;5u', ['ctrl+c']],
    ['\u001B[27;5;1089~', ['ctrl+c']],
    ['\u001B[1072::102;3u', ['alt+f']],
    ['\u001Bа', ['alt+f']],
    ['\u001B[97::113;5u', ['ctrl+a']],
    // Alt and a digit where digits need Shift.
    ['\u001B[38:49:49;3u', ['alt+1']],
    ['\u001B[233:50:50;3u', ['alt+2']],
    ['\u001B[38:49:49;4u', ['alt+1']],
    ['\u001B[55:47:55;4u', ['alt+/']],
    ['\u001B[44:60;4u', ['alt+<']],
    ['\u001B[46;4u', ['alt+>']],
    ['\u001B[45:95;6u', ['ctrl+_']],
    ['\u001B[45;6u', ['ctrl+_']],
    ['\u001B[99;69u', ['ctrl+c']],
    ['\u001B[32;129u', ['space']],
    ['\u001B[97;5:3u', []],
    ['\u001B[1;1:3A', []],
    // The keypad.
    ['\u001B[57418u', ['right']],
    ['\u001B[57419u', ['up']],
    ['\u001B[57421;5u', ['ctrl+pageup']],
    ['\u001B[57404u', ['5']],
    ['\u001B[57414;2u', ['shift+enter']],
    ['\u001B[57413u', ['+']],
    ['\u001BOM', ['enter']],
    ['\u001BOu\u001BOk\u001BOn', ['5', '+', '.']],
    ['\u001BO5A', ['ctrl+up']],
    ['\u001BO1;5D', ['ctrl+left']],
    ['\u001B[27;5;99~', ['ctrl+c']],
    ['\u001B[57381u', ['f18']],
    // Esc twice.
    ['\u001B\u001B', ['escape', 'escape']],
    // What a terminal answers is no key.
    ['\u001B]11;rgb:1e1e/1e1e/1e1e\u001B\\x', ['x']],
    ['\u001B]11;rgb:1e1e/1e1e/1e1e\u0007x', ['x']],
    ['\u001B]11;rgb:1e1e/1e1e/1e1e\u009Cx', ['x']],
    ['\u001BP>|foot(1.13)\u001B\\x', ['x']],
    ['\u001BP1$r0m\u0007x', ['x']],
    ['\u001B_Gi=31;OK\u001B\\x', ['x']],
    ['\u001B^private\u001B\\x', ['x']],
    ['\u001BXstring\u009Cx', ['x']],
    ['\u009D11;rgb:0/0/0\u009Cx', ['x']],
    ['\u009B12;40Rx', ['x']],
    ['\u001B]0;a\u001B[A', ['up']],
    ['\u001B[12;40Rx', ['x']],
    ['\u001B[1;5Rx', ['x']],
    ['\u001B[?62;22c\u001B[>0;276;0c\u001B[=0cx', ['x']],
    ['\u001B[?2027;2$yx', ['x']],
    ['\u001B[4;2$yx', ['x']],
    ['\u001B[8;24;80tx', ['x']],
    ['\u001B[M #"x', ['x']],
    ['\u001B[<64;10;10Mx', ['mouse', 'x']],
    ['\u001B[?997;3nx', ['x']],
    // A key in the middle of a sequence is still a key.
    ['\u001B[1;\r', ['enter']],
    ['\u001B[12\u001B[A', ['up']],
    ['\u001B[5éa', ['é', 'a']],
  ])('%j, and its siblings', (sent, expected) => {
    expect(chords(sent)).toEqual(expected);
    const parser = createKeyParser();
    const oneByOne = [...Array.from(sent, byte => parser.push(byte)).flat(), ...parser.settle()];
    expect(oneByOne.map(({chord}) => chord)).toEqual(expected);
  });

  test.each([
    ['\u001BOA\u001BOA\u001BOA', ['wheelup']],
    ['\u001B[B\u001B[B\u001B[B\u001B[B\u001B[B', ['wheeldown']],
    ['\u001B[A\u001B[B\u001B[A', ['up', 'down', 'up']],
    ['\u001B[A\u001B[A', ['up', 'up']],
  ])('a turn of the wheel is known by coming at once: %j', (sent, expected) => {
    expect(chords(sent)).toEqual(expected);
  });

  test('an answer whose end does not come lets go of the keyboard, and its late rest is no text', () => {
    const parser = createKeyParser();
    expect(parser.push('\u001B]11;rgb:1e1e/')).toEqual([]);
    expect(parser.waiting()).toBe('answer');
    expect(parser.settle()).toEqual([]);
    expect(parser.push('1e1e/1e1e\u001B\\')).toEqual([]);
    expect(parser.push('a').map(({chord}) => chord)).toEqual(['a']);
    parser.push('\u001B]11;rgb:');
    expect(parser.push('\u0003').map(({chord}) => chord)).toEqual(['ctrl+c']);
    expect(parser.push('b').map(({chord}) => chord)).toEqual(['b']);
  });

  test('an answer without end fills no memory', () => {
    const parser = createKeyParser();
    for (let at = 0; at < 1_000; at++) expect(parser.push(`\u001BP${'q'.repeat(10_000)}`)).toEqual([]);
    expect(parser.push('1'.repeat(100_000))).toEqual([]);
    expect(parser.push('\u001B\\z').map(({chord}) => chord)).toEqual(['z']);
    for (let at = 0; at < 100; at++) expect(parser.push(at === 0 ? '\u001B[1' : '1'.repeat(10_000))).toEqual([]);
    expect(parser.push('uz').map(({chord}) => chord)).toEqual(['z']);
  });

  test('what comes long after its escape is taken for what it is', () => {
    for (const [late, expected] of [
      ['[D', ['left']],
      ['[1;5C', ['ctrl+right']],
      ['[200~two\rlines\u001B[201~', ['paste']],
      [']11;rgb:0/0/0\u0007', []],
      ['[', ['[']],
      ['[D]one', ['[', 'D', ']', 'o', 'n', 'e']],
    ] as const) {
      const parser = createKeyParser();
      parser.push('\u001B');
      expect(parser.settle().map(({chord}) => chord)).toEqual(['escape']);
      expect(parser.push(late).map(({chord}) => chord)).toEqual(expected);
    }
  });

  test('several in one read come one by one', () => {
    expect(chords('hi\r\u001B[A\u001Bx\u0003')).toEqual(['h', 'i', 'enter', 'up', 'alt+x', 'ctrl+c']);
  });

  test('a sequence that is split over reads is still one key', () => {
    expect(chords('\u001B', '[', '1;', '3A')).toEqual(['alt+up']);
    expect(chords('\u001B[<', '0;1;1M', 'a')).toEqual(['mouse', 'a']);
  });

  test('Esc is told from Alt only when nothing follows', () => {
    const parser = createKeyParser();
    expect(parser.push('\u001B')).toEqual([]);
    expect(parser.isUndecided()).toBe(true);
    expect(parser.settle().map(({chord}) => chord)).toEqual(['escape']);
    expect(parser.isUndecided()).toBe(false);
  });

  test('answers of the terminal and mouse reports are no keys', () => {
    expect(chords('\u001B[12;40R'.replace('R', 'n'), '\u001B[?62;c', 'x')).toEqual(['x']);
  });

  test('a long run of characters comes as one', () => {
    const [key] = createKeyParser().push('x'.repeat(1_000));
    expect(key).toMatchObject({chord: 'text', text: 'x'.repeat(1_000)});
  });
});
