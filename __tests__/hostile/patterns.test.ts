/** What scripts are handed from outside: patterns, and streams of lines. */
import {describe, expect, test} from '@jest/globals';
import {linesOf} from '../../src/cli/posting/lines.ts';
import {openPattern} from '../../src/cli/posting/pattern.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {busyMs} from '../support/suite/busyTime.ts';

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'ok';
  } catch (error) {
    return error instanceof ChatError ? error.code : String(error);
  }
};

describe('B302 patterns and lines', () => {
  test.each(['^(a+)+$', '^(a|aa)+$', '(.*a){20}$', '/^(A*)*$/i'])(
    'that blow up end in time, whatever somebody says: %s',
    pattern => {
      const fits = openPattern(pattern);
      const fitBoth = () => {
        expect(codeOf(() => fits(`${'a'.repeat(60_000)}!`))).toMatch(/^(?:pattern-too-slow|ok)$/);
        expect(codeOf(() => fits(`${'a'.repeat(40)}!`))).toMatch(/^(?:pattern-too-slow|ok)$/);
      };
      expect(busyMs(fitBoth)).toBeLessThan(5_000);
    },
  );

  test.each(['(', '[', '\\', '(?<n>a)(?<n>b)', '{1}', 'x'.repeat(1_001)])('that are none are told of: %s', pattern => {
    expect(codeOf(() => openPattern(pattern))).toBe('pattern-invalid');
  });

  test('without an end, in pieces and with foreign bytes: one line is held at most', async () => {
    async function* bytes() {
      yield Buffer.from('one\r\ntw');
      yield Buffer.from('o\n\u001B[2Jthree\n');
      for (let count = 0; count < 40; count++) yield Buffer.alloc(64 * 1024, 'x');
      yield Buffer.from('\nfour\n\xFF\xFE', 'latin1');
    }
    const lines = [];
    for await (const {number, text} of linesOf(bytes())) lines.push([number, text]);
    expect(lines).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, '\u001B[2Jthree'],
      [4, undefined],
      [5, 'four'],
      [6, '\uFFFD\uFFFD'],
    ]);
  });
});
