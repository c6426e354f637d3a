/** What the server's log looks like when anonymous connections try to write into it. */
import {expect, test} from '@jest/globals';
import {createLogger} from '../../src/server/logger.ts';

function written(facts: object): string {
  const lines: string[] = [];
  createLogger({write: line => lines.push(line)}).info(facts, 'something happened');
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

test('a record is one line of JSON', () => {
  const line = written({name: 'ann'});
  expect(JSON.parse(line)).toMatchObject({level: 'info', name: 'ann', msg: 'something happened'});
  expect(line.endsWith('\n')).toBe(true);
});

test.each([
  ['a line break and a forged record', 'x\n{"level":"info","msg":"forged"}'],
  ['a carriage return', 'x\rforged'],
  ['an escape sequence', '\u001b[2J\u001b]0;title\u0007'],
  ['an 8-bit escape sequence', '\u009b2J\u009d0;title\u009c'],
  ['DEL and NUL', '\u007f\u0000'],
  ['characters that turn the line around', '\u202egnp.exe\u2066'],
  ['line separators', '\u2028\u2029'],
  ['half a character', 'a\ud83d'],
])('%s stays inside its field, harmless and readable', (_, name) => {
  const line = written({name});
  expect(line.trimEnd()).toMatch(/^[\x20-\x7e]*$/);
  expect((JSON.parse(line) as {name: string}).name).toBe(name);
});

test('secrets are not written, even when somebody gives them', () => {
  const line = written({token: 'secret-1', password: 'secret-2', params: {newPassword: 'secret-3', text: 'secret-4'}});
  expect(line).not.toMatch(/secret-\d/);
});

test('an error is written with its message', () => {
  expect(written({error: new Error('the reason')})).toMatch(/the reason/);
});
