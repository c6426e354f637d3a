/** What terminals send, as keys. */
import {describe, expect, test} from '@jest/globals';
import {createKeyParser} from '../../src/tui/terminal/keyParser.ts';
import {KITTY_REPLY} from '../../src/tui/terminal/keySequences.ts';

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

  test('several in one read come one by one', () => {
    expect(chords('hi\r\u001B[A\u001Bx\u0003')).toEqual(['h', 'i', 'enter', 'up', 'alt+x', 'ctrl+c']);
  });

  test('a sequence that is split over reads is still one key', () => {
    expect(chords('\u001B', '[', '1;', '3A')).toEqual(['alt+up']);
    expect(chords('\u001B[<', '0;1;1M', 'a')).toEqual(['a']);
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

describe('paste', () => {
  const pasted = (...chunks: readonly string[]) => {
    const parser = createKeyParser();
    return chunks.flatMap(chunk => parser.push(chunk)).map(({chord, text}) => `${chord}:${text}`);
  };

  test('is text to its end, whatever is in it', () => {
    expect(pasted('\u001B[200~/quit\r\nline\rlast\u001B[A\u001B[201~', 'x')).toEqual([
      'paste:/quit\nline\nlast\u001B[A',
      'x:x',
    ]);
  });

  test('may come in many pieces, its end mark split as well', () => {
    expect(pasted('\u001B[20', '0~one ', 'two', '\u001B[2', '01~')).toEqual(['paste:one two']);
  });

  test('an end mark inside it does not turn the rest into key presses', () => {
    expect(pasted('\u001B[200~safe\u001B[201~evil\r\u001B[201~')).toEqual(['paste:safeevil\n']);
  });

  test('an end mark inside it does not either where a read ends behind it', () => {
    expect(pasted('\u001B[200~safe\u001B[201~evil\r', 'more\r\u001B[201~')).toEqual(['paste:safeevil\nmore\n']);
  });

  test('what comes in the same read behind its end is a part of it when nothing follows', () => {
    const parser = createKeyParser();
    expect(parser.push('\u001B[200~safe\u001B[201~evil\r')).toEqual([]);
    expect(parser.isUndecided()).toBe(true);
    expect(parser.settle()).toEqual([{chord: 'paste', text: 'safeevil\n', sequence: ''}]);
  });

  test('two in one read are two', () => {
    expect(pasted('\u001B[200~a\u001B[201~\u001B[200~b\u001B[201~')).toEqual(['paste:a', 'paste:b']);
  });

  test('five megabytes are taken without delay', () => {
    const text = 'word '.repeat(1_000_000);
    const pieces = ['\u001B[200~', ...(text.match(/[^]{1,65536}/g) ?? []), '\u001B[201~'];
    const start = performance.now();
    const parser = createKeyParser();
    const keys = pieces.flatMap(piece => parser.push(piece));
    expect(keys[0]?.text).toHaveLength(text.length);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
