/** The local socket of the admin commands, as programs find it that send anything. */
import {describe, expect, test} from '@jest/globals';
import {statSync} from 'node:fs';
import {connect, type Socket} from 'node:net';
import {join} from 'node:path';
import {within} from '../support/suite/deadline.ts';
import {world} from '../support/world.ts';

const firstLine = (socket: Socket): Promise<string> =>
  within(
    'an answer',
    new Promise(resolve => {
      let text = '';
      socket.setEncoding('utf8').on('data', (more: string) => {
        text += more;
        if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
      });
      socket.on('close', () => resolve('closed'));
      socket.on('error', () => undefined);
    }),
  );

function asked(dataDir: string, ...parts: string[]): Promise<string> {
  const socket = connect(join(dataDir, 'admin.sock'));
  const line = firstLine(socket);
  for (const part of parts) socket.write(part);
  return line.finally(() => socket.destroy());
}

describe('B140 the local socket', () => {
  test.each([
    ['nothing but a line end', '\n', '"code":"bad-request"'],
    ['no JSON', 'GET / HTTP/1.1\r\n', '"code":"bad-request"'],
    ['no object', '[]\n', '"code":"bad-request"'],
    ['null', 'null\n', '"code":"bad-request"'],
    ['a command that is none', '{"name":"x","args":{}}\n', '"code":"unknown-request"'],
    ['a key too many', '{"name":"users","args":{},"x":1}\n', '"code":"bad-request"'],
    ['more than a question', 'x'.repeat(600_000), 'closed'],
  ])('answers %s and goes on', async (_, line, answer) => {
    const {dataDir} = await world();
    expect(await asked(dataDir, line)).toContain(answer);
    expect(await asked(dataDir, '{"name":"users",', '"args":{}}\n{"name":"users","args":{}}\n')).toMatch(
      /^\{"ok":true/,
    );
  });

  test('is open to its owner alone, has room for the next one when many hang on it, and ends with the server', async () => {
    const {dataDir, server} = await world();
    expect(statSync(join(dataDir, 'admin.sock')).mode & 0o777).toBe(0o600);
    const hanging = Array.from({length: 40}, () => connect(join(dataDir, 'admin.sock')).on('error', () => undefined));
    await within(
      'the sixteen',
      Promise.all(hanging.slice(16).map(one => new Promise(done => one.once('close', done)))),
    );
    for (const one of hanging) one.destroy();
    await server.runConsole('who');
    const closed = firstLine(connect(join(dataDir, 'admin.sock')));
    await server.close();
    expect(await closed).toBe('closed');
  });
});
