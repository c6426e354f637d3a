/** What gets through to the terminal, and what does not. */
import {describe, expect, test} from '@jest/globals';
import {openEgress} from '../../src/tui/terminal/egress.ts';

function filter(columns = 80, hasSync?: boolean) {
  let passed = '';
  const output = {
    columns,
    rows: 24,
    write(text: string | Uint8Array) {
      passed += String(text);
      return true;
    },
  };
  const egress = openEgress(output, {hasSync: () => hasSync});
  return {
    egress,
    write: (...chunks: readonly string[]) => {
      for (const chunk of chunks) egress.stream.write(chunk);
      const all = passed;
      passed = '';
      return all;
    },
  };
}

test('the title is written again after the terminal was somebody else’s, as it is by then', () => {
  const {write, egress} = filter();
  egress.hold(true);
  egress.setTitle('one');
  expect(write()).toBe('');
  egress.hold(false);
  expect(write()).toBe('\u001B[22;2t\u001B]2;one\u001B\\');
  egress.hold(true);
  egress.hold(false);
  expect(write()).toBe('\u001B]2;one\u001B\\');
});

describe('the filter', () => {
  test.each([
    'plain text\nsecond line',
    '\u001B[1m\u001B[38;5;37mcolour\u001B[39m\u001B[22m',
    '\u001B[?2026h\u001B[?25l\u001B[12A\u001B[5G\u001B[Kx\u001B[3A\u001B[8G\u001B[?25h\u001B[?2026l',
    '\u001B[?1049h\u001B[?2004h\u001B[H\u001B[J\u001B[2K\u001B[1;1H',
    '\u001B[?u\u001B[>1u\u001B[<u',
    '漢字 漢字',
  ])('lets through what the screen is made of: %j', written => {
    const {write, egress} = filter();
    expect(write(written)).toBe(written);
    expect(egress.droppedCount()).toBe(0);
  });

  const FRAME = ['\u001B[?2026h', '\u001B[?25l', '\u001B[3Ax', '\u001B[?25h', '\u001B[?2026l'];

  test('a frame that is shown at once hides no cursor on the way, and hides it where it stays away', () => {
    const {write, egress} = filter(80, true);
    expect(write(...FRAME)).toBe('\u001B[?2026h\u001B[3Ax\u001B[?2026l');
    expect(egress.modesOn()).toEqual(new Set());
    const [on = '', hide = '', text = '', , off = ''] = FRAME;
    expect(write(on, hide, text, off)).toBe('\u001B[?2026h\u001B[3Ax\u001B[?25l\u001B[?2026l');
    expect(egress.modesOn()).toEqual(new Set(['25']));
    expect(write(...FRAME)).toBe('\u001B[?2026h\u001B[3Ax\u001B[?25h\u001B[?2026l');
    expect(egress.restoreSequence()).toBe('');
  });

  test('where a terminal cannot show one at once, it is not asked to', () => {
    const {write} = filter(80, false);
    expect(write(...FRAME)).toBe('\u001B[?25l\u001B[3Ax\u001B[?25h');
  });

  test('steps before a column are one, wherever the cursor was left', () => {
    const {write, egress} = filter();
    expect(write(`\u001B[23A${'\u001B[E'.repeat(5)}\n\u001B[7Gx`)).toBe('\u001B[17A\u001B[7Gx');
    expect(write('\u001B[2A\u001B[E\u001B[E\u001B[7Gx')).toBe('\u001B[7Gx');
    write('y');
    egress.stream.scrollUp({top: 2, bottom: 20, count: 1});
    // It is in the first row after a scroll, and Ink takes it to be in the last one.
    expect(write(`\u001B[23A${'\u001B[E'.repeat(20)}\u001B[7Gx`)).toMatch(/\u001B\[r\u001B\[20B\u001B\[7Gx$/);
  });

  test.each([
    ['a title', 'a\u001B]0;owned\u0007b'],
    ['a clipboard write', 'a\u001B]52;c;eA==\u001B\\b'],
    ['a link', 'a\u001B]8;;http://x\u001B\\b'],
    ['a question for the cursor', 'a\u001B[6nb'],
    ['a question for the kind of terminal', 'a\u001B[cb'],
    ['a full clear', 'a\u001B[2Jb'],
    ['the end of scrollback', 'a\u001B[3Jb'],
    ['a scroll region', 'a\u001B[1;5rb'],
    ['the mouse', 'a\u001B[?1000hb'],
    ['a reset', 'a\u001Bcb'],
    ['a device control string', 'a\u001BPq\u001B\\b'],
    ['an 8-bit sequence', 'a\u009B6nb'],
    ['a bell and other controls', 'a\u0007\r\b\u000Eb'],
    ['direction marks', 'a\u202Eb'],
  ])('keeps %s away, and counts it', (_title, written) => {
    const {write, egress} = filter();
    const passed = write(written);
    // eslint-disable-next-line no-control-regex -- Control characters are what must not be there.
    expect(passed).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202E]/);
    expect(passed.startsWith('a')).toBe(true);
    expect(passed.endsWith('b')).toBe(true);
    expect(egress.droppedCount()).toBeGreaterThan(0);
  });

  test('a sequence split over two writes is judged as a whole', () => {
    expect(filter().write('a\u001B', '[1mb')).toBe('a\u001B[1mb');
    expect(filter().write('a\u001B[', '6nb')).toBe('ab');
  });

  test('steps to the next line are put together', () => {
    expect(filter().write('\u001B[E\u001B[E\u001B[Ex')).toBe('\u001B[3Ex');
  });

  test('remembers which modes are on, and how to end them', () => {
    const {write, egress} = filter();
    write('\u001B[?1049h\u001B[?25l\u001B[?2004h\u001B[>1u');
    expect(egress.restoreSequence()).toBe('\u001B[0m\u001B[<u\u001B[?1049l\u001B[?2004l\u001B[?25h');
    expect(egress.restoreSequence()).toBe('');
  });
});

describe('where terminals disagree about a width', () => {
  test('the column is said outright behind the character', () => {
    expect(filter().write('\u001B[5Ga👨‍👩‍👧‍👦b')).toBe('\u001B[5Ga👨‍👩‍👧‍👦\u001B[8Gb');
  });

  test('characters that all agree about cost nothing', () => {
    const text = 'Grüße, Привет, 漢字 │ ● ✓'.replace(' ✓', '');
    expect(filter().write(text)).toBe(text);
  });

  test('the cursor is not pulled back behind the last column', () => {
    expect(filter(4).write('ab👍')).toBe('ab👍');
  });
});
