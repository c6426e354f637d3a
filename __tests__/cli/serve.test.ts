/** `chat-tui serve` as a service manager and an operator meet it. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {newId} from '../../src/cli/newId.ts';
import {within} from '../support/deadline.ts';
import {connectDevice} from '../support/person.ts';
import {account, cleanUp, jsonLinesOf, passwordOf, person, serve} from '../support/program.ts';
import {rawHttp} from '../support/rawSocket.ts';

afterEach(cleanUp);

describe('a server', () => {
  test('says when it is ready and how to join, and keeps its logs apart as JSON', async () => {
    const server = await serve(person());
    expect(server.stdout()).toBe(`chat-tui server ready at ${server.url}\n${server.url}/join\n`);
    await account(server, 'alice');
    const {code, stderr, stdout} = await server.stop();
    expect(code).toBe(0);
    expect(stdout).toBe(`chat-tui server ready at ${server.url}\n${server.url}/join\n`);
    const records = jsonLinesOf<{msg: string}>(stderr);
    expect(records.map(({msg}) => msg)).toEqual(expect.arrayContaining(['server ready', 'server closed']));
    expect(stderr).not.toContain(passwordOf('alice'));
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('stops on %s within five seconds, and is done', async signal => {
    const server = await serve(person());
    // A server that needs longer ends itself, with another code.
    expect(await server.stop(signal)).toMatchObject({code: 0});
  });

  test('tells with DEBUG what its libraries do, and nothing that a terminal would obey', async () => {
    const server = await serve(person(undefined, {DEBUG: 'engine*'}));
    const request =
      'GET /socket.io/?EIO=4&transport=%1b%5b31m%0d%c2%9b%e2%80%ae HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    await rawHttp(server.url, request);
    const {stderr} = await server.stop();
    expect(stderr).toContain(String.raw`engine unknown transport "\u001b[31m\u000d\u009b\u202e"`);
    expect(stderr).not.toMatch(/[\u001B\r\u009B\u202E]/);
  });

  test('writes down where it is while it runs', async () => {
    const owner = person();
    const server = await serve(owner);
    const file = join(owner.home, 'server/server.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({url: server.url, pid: server.child.pid});
    await server.stop();
    expect(existsSync(file)).toBe(false);
  });

  test('is found by a verb that was told no address', async () => {
    const owner = person();
    const server = await serve(owner);
    const args = ['register', '--user', 'alice', '--store', 'file', '--password-stdin'];
    expect(await owner.call(args, {stdin: passwordOf('alice')})).toMatchObject({code: 0});
    expect((await owner.run(['whoami'])).stdout).toBe(`alice (owner) at ${server.url}\n`);
  });

  test('that is gone without a word is not mistaken for a running one', async () => {
    const owner = person();
    const server = await serve(owner);
    await server.stop('SIGKILL');
    expect(existsSync(join(owner.home, 'server/server.json'))).toBe(true);
    const again = await serve(owner);
    expect(again.url).toMatch(/^http:/);
  });

  test('does not take a port that is taken', async () => {
    const server = await serve(person());
    const port = new URL(server.url).port;
    const ran = await person().run(['serve', '--port', port]);
    expect(ran).toEqual({
      code: 2,
      stdout: '',
      stderr: `Port ${port} is in use by another program. Choose another with --port.\n`,
    });
  });

  test('does not take a folder that another server uses', async () => {
    const owner = person();
    await serve(owner);
    const ran = await owner.run(['serve', '--port', '0']);
    expect(ran).toMatchObject({code: 2, stdout: ''});
    expect(ran.stderr).toMatch(/^The folder .*server is in use by another chat-tui server\..*\n$/);
  });

  test('does not take a data folder that is a file', async () => {
    const owner = person();
    const file = join(owner.home, 'file');
    writeFileSync(file, '');
    const ran = await owner.run(['serve', '--port', '0', '--data', file]);
    expect(ran).toMatchObject({code: 2, stdout: ''});
    expect(ran.stderr.split('\n')).toHaveLength(2);
  });

  test('by invitation lets in whoever has its join link', async () => {
    const server = await serve(person(), ['--registration', 'invite']);
    expect(server.joinLink).toMatch(/\/join#[A-Za-z0-9_-]{22}$/);
    const guest = person();
    const args = ['register', '--user', 'guest', '--store', 'file', '--password-stdin'];
    const without = await guest.call([...args, '--server', server.url], {stdin: passwordOf('guest')});
    expect(without).toMatchObject({code: 4, stdout: ''});
    expect(without.stderr).toMatch(/by invitation only/);
    const withLink = await guest.call([...args, '--server', server.joinLink], {stdin: passwordOf('guest')});
    expect(withLink).toMatchObject({code: 0});
  });

  test('that is full says so', async () => {
    const server = await serve(person(), ['--max-users', '1']);
    const alice = await account(server, 'alice');
    const following = alice.start(['tail', '#lobby', '-n', '5', '-f']);
    await following.waitFor(/alice joined/);
    const ran = await person().call(
      ['register', '--server', server.url, '--user', 'bob', '--password-stdin', '--store', 'file'],
      {
        stdin: passwordOf('bob'),
      },
    );
    expect(ran).toMatchObject({code: 75});
    expect(ran.stderr).toMatch(/The server is full/);
  });

  test('tells those who are there that it is closing', async () => {
    const server = await serve(person());
    const alice = await account(server, 'alice');
    const following = alice.start(['tail', '#lobby', '-n', '5', '-f']);
    await following.waitFor(/alice joined/);
    expect(await server.stop()).toMatchObject({code: 0});
    // It comes back by itself, so the verb goes on waiting.
    expect(following.child.exitCode).toBeNull();
  });
});

describe('a failure that nothing foresaw', () => {
  test.each(['throw', 'reject'])(
    '(%s) is logged, told to everybody, and loses nothing that was accepted',
    async how => {
      const owner = person();
      const server = await serve(person(owner.home, {CHAT_TUI_FAULT: `answer.after:40:${how}`}));
      const ann = await connectDevice(server.url);
      await ann.request('accountRegister', {name: 'ann', password: passwordOf('ann')});
      await ann.request('sessionOpen', {});
      const kept: string[] = [];
      const sending = Array.from({length: 100}, async (_, at) => {
        const text = `message ${at}`;
        const code = await ann.codeOf('messageSend', {roomId: 1, clientMsgId: newId(), kind: 'message', text});
        if (code === 'ok') kept.push(text);
      });
      const told = await ann.next('sessionEnded');
      const {code, stderr} = await within('the server to end', server.ended, 6_000);
      await Promise.allSettled(sending);
      expect(code).toBe(1);
      const fatal = jsonLinesOf<{level: string; incident: string; error: {stack: string}}>(stderr).filter(
        ({level}) => level === 'fatal',
      );
      expect(fatal).toHaveLength(1);
      expect(fatal[0]?.error.stack).toMatch(/made on purpose\n\s+at /);
      expect(told).toEqual({code: 'internal', detail: fatal[0]?.incident});
      expect(stderr).toContain('server closed');

      const again = await serve(owner);
      const bob = await account(again, 'bob');
      const {stdout} = await bob.run(['tail', '#lobby', '-n', '1000', '--json']);
      const texts = jsonLinesOf<{text: string}>(stdout).map(({text}) => text);
      expect(kept.length).toBeGreaterThan(0);
      expect(texts).toEqual(expect.arrayContaining(kept));
    },
  );
});
