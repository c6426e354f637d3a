/** Answers to the one question of how wide ambiguous characters are: late, absurd, without end, or none. */
import {EventEmitter} from 'node:events';
import {afterEach, describe, expect, test} from '@jest/globals';
import {areAmbiguousWide, setAmbiguousWide} from '../../src/shared/text/ambiguous.ts';
import {columnsOf} from '../../src/shared/text/columns.ts';
import {ALTERNATE_ON} from '../../src/tui/terminal/sequences.ts';
import {openTerminal} from '../../src/tui/terminal/terminal.ts';

afterEach(() => void setAmbiguousWide(false));

const SAID = 'é漢①';

function opened() {
  const stdin = new EventEmitter();
  const input = Object.assign(stdin, {
    isTTY: true,
    setRawMode: () => stdin,
    setEncoding: () => stdin,
    resume: () => stdin,
    pause: () => stdin,
  });
  const written: string[] = [];
  const stdout = Object.assign(new EventEmitter(), {
    columns: 80,
    rows: 24,
    isTTY: true,
    write(text: string | Uint8Array) {
      written.push(String(text));
      return true;
    },
  });
  let nowMs = 0;
  const terminal = openTerminal({stdin: input, stdout}, {now: () => nowMs});
  const keys: string[] = [];
  let changes = 0;
  terminal.listen({onKey: key => keys.push(key.chord), onResize() {}, onWidths: () => changes++});
  const ask = () => {
    terminal.egress.writeOwn(ALTERNATE_ON);
    terminal.ask();
  };
  return {
    terminal,
    keys,
    ask,
    say: (...chunks: readonly string[]) => chunks.forEach(chunk => stdin.emit('data', chunk)),
    wait: (ms: number) => (nowMs += ms),
    changes: () => changes,
    questions: () => written.join('').split('\u001B[6n').length - 1,
    close: () => terminal.restore(),
  };
}

describe('B332 answers about the width of ambiguous characters', () => {
  test('in pieces and followed by any number of others: the first one counts', () => {
    const one = opened();
    one.ask();
    one.say(...Array.from('\u001B[2;3R'));
    expect([areAmbiguousWide(), columnsOf(SAID), one.changes()]).toEqual([true, 6, 1]);
    for (let times = 0; times < 10_000; times++) one.say('\u001B[2;2R', '\u001B[2;3R');
    expect([areAmbiguousWide(), one.changes(), one.keys]).toEqual([true, 1, []]);
    // Whoever draws next does not ask again.
    one.terminal.handOver();
    one.terminal.ask();
    expect(one.questions()).toBe(1);
    one.close();
  });

  test('that are absurd change nothing, and are no keys', () => {
    const one = opened();
    one.ask();
    for (const said of [
      '2;1',
      '2;4',
      '1;3',
      '3;3',
      '2;03',
      '0;0',
      '999999999;999999999',
      '2;3;1',
      '2:3',
      ';',
      '2;',
      '-2;3',
    ])
      one.say(`\u001B[${said}R`);
    expect([areAmbiguousWide(), columnsOf(SAID), one.keys]).toEqual([false, 4, []]);
    one.say('\u001B[2;2R', '\u001B[2;3R');
    expect([areAmbiguousWide(), one.changes()]).toEqual([false, 0]);
    one.close();
  });

  test('that come late, or to nobody who asked, change nothing', () => {
    const one = opened();
    one.say('\u001B[2;3R');
    one.ask();
    one.wait(5_001);
    one.say('\u001B[2;3R');
    expect([areAmbiguousWide(), one.changes(), one.keys]).toEqual([false, 0, []]);
    one.close();
  });
});
