/** The launcher gives V8 its flags by starting again in the same process. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {readFileSync} from 'node:fs';
import {cleanUp, person} from '../support/program.ts';

afterEach(cleanUp);

const canBeSeen = process.platform === 'linux' && typeof process.execve === 'function';
if (!canBeSeen)
  process.stderr.write('The flags of the launcher are not tested here: that needs Linux and Node 22.15.\n');

const argumentsOf = (pid: number | undefined) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');

(canBeSeen ? describe : describe.skip)('a server', () => {
  test('has its flags, in the process that was started', async () => {
    const server = person().start(['serve', '--port', '0']);
    await server.waitFor(/ready at/);
    expect(argumentsOf(server.child.pid)).toContain('--max-semi-space-size=4');
    expect(argumentsOf(server.child.pid).filter(one => one === 'serve')).toHaveLength(1);
    expect(await server.stop()).toMatchObject({code: 0});
  });

  test('keeps a flag that its operator gives', async () => {
    const server = person().start(['serve', '--port', '0'], {nodeArgs: ['--max-semi-space-size=32']});
    await server.waitFor(/ready at/);
    const young = argumentsOf(server.child.pid).filter(one => one.startsWith('--max-semi'));
    expect(young).toEqual(['--max-semi-space-size=32']);
    await server.stop();
  });
});

test('words, spaces and quotes arrive as they were given', async () => {
  const ran = await person().run(['serve', '--data', '/proc/no such "folder" $HOME *']);
  expect(ran.stderr).toContain('/proc/no such "folder" $HOME *');
  expect(ran.code).not.toBe(0);
});
