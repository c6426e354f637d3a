/** What terminals send of a clipboard, as keys: with marks, in pieces, and without its end. */
import {describe, expect, test} from '@jest/globals';
import {createKeyParser} from '../../src/tui/terminal/input/keyParser.ts';
import {busyMs} from '../support/suite/busyTime.ts';

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

  test('without its end is handed out after a silence, and stays a paste until the end mark', () => {
    const parser = createKeyParser();
    expect(parser.push('\u001B[200~ hello\r')).toEqual([]);
    expect(parser.waiting()).toBe('paste');
    expect(parser.settle()).toMatchObject([{chord: 'paste', text: ' hello\n'}]);
    expect(parser.isPasteOverdue()).toBe(true);
    expect(parser.push('\n/quit\r')).toMatchObject([{chord: 'paste', text: '/quit\n'}]);
    expect(parser.push('\u0003')).toMatchObject([{chord: 'paste', text: '\u0003'}]);
    expect(parser.push('\u001B[20')).toEqual([]);
    expect(parser.settle()).toEqual([]);
    expect(parser.push('1~')).toEqual([]);
    expect(parser.isPasteOverdue()).toBe(false);
    expect(parser.push('x')).toMatchObject([{chord: 'x'}]);
  });

  test.each([['\u0003'], ['\u001B'], ['\u001B[99;5u'], ['\u001B[1089::99;5u'], ['\u001B[27u']])(
    'without its end is ended by %j after a silence',
    key => {
      const parser = createKeyParser();
      parser.push('\u001B[200~hello');
      parser.settle();
      const keys = [...parser.push(key), ...parser.settle()];
      expect(keys).toEqual([]);
      expect(parser.isPasteOverdue()).toBe(false);
      expect(parser.push('x')).toMatchObject([{chord: 'x'}]);
    },
  );

  test('that has been handed out in part loses nothing of the rest, however that is read', () => {
    const rest = 'three\rfour\u001B[201~';
    for (let from = 0; from < rest.length; from++)
      for (let to = from; to < rest.length; to++) {
        const parser = createKeyParser();
        const keys = [...parser.push('\u001B[200~one\rtwo'), ...parser.settle()];
        for (const piece of [rest.slice(0, from), rest.slice(from, to), rest.slice(to)])
          if (piece !== '') keys.push(...parser.push(piece));
        expect([from, to, keys.map(({text}) => text).join('')]).toEqual([from, to, 'one\ntwothree\nfour']);
        expect(parser.isPasteOverdue()).toBe(false);
      }
    const parser = createKeyParser();
    const keys = [
      ...parser.push('\u001B[200~one'),
      ...parser.settle(),
      ...parser.push('two\u001B[201~three'),
      ...parser.settle(),
    ];
    expect(keys.map(({text}) => text).join('')).toBe('onetwothree');
  });

  test('without its end keeps no more than a bounded part', () => {
    const parser = createKeyParser();
    parser.push('\u001B[200~');
    for (let at = 0; at < 40; at++) parser.push('y'.repeat(1024 * 1024));
    expect(parser.settle()[0]?.text.length).toBe(16 * 1024 * 1024);
  });

  test('two in one read are two', () => {
    expect(pasted('\u001B[200~a\u001B[201~\u001B[200~b\u001B[201~')).toEqual(['paste:a', 'paste:b']);
  });

  test('five megabytes are taken without delay', () => {
    const text = 'word '.repeat(1_000_000);
    const pieces = ['\u001B[200~', ...(text.match(/[^]{1,65536}/g) ?? []), '\u001B[201~'];
    const parser = createKeyParser();
    let keys: ReturnType<typeof parser.push> = [];
    expect(busyMs(() => (keys = pieces.flatMap(piece => parser.push(piece))))).toBeLessThan(5_000);
    expect(keys[0]?.text).toHaveLength(text.length);
  });
});
