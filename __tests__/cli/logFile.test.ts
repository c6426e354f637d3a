/** The log in a file, which is rotated by copying and emptying it: the server goes on at its beginning. */
import {afterEach, expect, test} from '@jest/globals';
import {spawn} from 'node:child_process';
import {closeSync, openSync, readFileSync, truncateSync, watch} from 'node:fs';
import {join} from 'node:path';
import {within} from '../support/suite/deadline.ts';
import {cleanUp, onCleanUp, person} from '../support/program.ts';

afterEach(cleanUp);

/** Resolves when the file has it. */
async function untilIn(path: string, pattern: RegExp): Promise<void> {
  const watcher = watch(path);
  try {
    const changed = () => new Promise<void>(resolve => watcher.once('change', () => resolve()));
    for (let next = changed(); !pattern.test(readFileSync(path, 'utf8')); next = changed())
      await within(`${pattern.source} in the log`, next);
  } finally {
    watcher.close();
  }
}

test('rotated with copytruncate, it loses nothing after that and has no hole at its beginning', async () => {
  const owner = person();
  const path = join(owner.home, 'server.log');
  const fd = openSync(path, 'a');
  const env = {...process.env, ...owner.env};
  const child = spawn(process.execPath, ['bin/chat-tui.js', 'serve', '--port', '0'], {
    env,
    stdio: ['ignore', 'ignore', fd],
  });
  closeSync(fd);
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  onCleanUp(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await untilIn(path, /server ready/);
  truncateSync(path, 0);
  child.kill('SIGHUP');
  await untilIn(path, /settings read again/);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map(line => (JSON.parse(line) as {msg: string}).msg)).toContain('settings read again');
  expect(lines.join()).not.toContain('server ready');
});
