/**
 * Who may not come in at all: pages of other sites, and more connections than there is room for; an operator finds it in the log.
 */
import {afterEach, describe, expect, test} from '@jest/globals';
import {spawn} from 'node:child_process';
import {request, type IncomingMessage} from 'node:http';
import {connect, type Socket} from 'node:net';
import {createInterface} from 'node:readline';
import {within} from '../support/suite/deadline.ts';
import {account, BIN, cleanUp, jsonLinesOf, onCleanUp, person, serve} from '../support/program.ts';
import {world} from '../support/world.ts';

afterEach(cleanUp);

const PATH = '/socket.io/?EIO=4&transport=websocket';
const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** Status of an upgrade; 101 when it was let in. */
const upgradeStatus = (url: string, headers: Record<string, string>): Promise<number | undefined> =>
  within(
    'an answer to the upgrade',
    new Promise((resolve, reject) => {
      const asked = request(url + PATH, {headers: {...UPGRADE, ...headers}, agent: false});
      const finish = ({statusCode, socket}: IncomingMessage) => {
        socket.destroy();
        resolve(statusCode);
      };
      asked.once('upgrade', finish).once('response', finish).once('error', reject).end();
    }),
  );

describe('B66 an origin', () => {
  const hostOf = (url: string) => new URL(url).host;

  test('of another site is refused and told in the log, with what to do; the own one is let in', async () => {
    const made = await world({settings: {names: ['chat.example.org']}});
    const port = new URL(made.url).port;
    expect(await upgradeStatus(made.url, {origin: made.url})).toBe(101);
    expect(await upgradeStatus(made.url, {origin: 'https://chat.example.org'})).toBe(101);
    const name = {origin: `http://chat.example.org:${port}`, host: `chat.example.org:${port}`};
    expect(await upgradeStatus(made.url, name)).toBe(101);
    expect(made.logLines.join('')).not.toContain('refused');
    const rebound = {origin: `http://evil.example:${port}`, host: `evil.example:${port}`};
    expect(await upgradeStatus(made.url, rebound)).toBe(400);
    const [line] = jsonLinesOf(made.logLines.filter(one => one.includes('refused')).join(''));
    expect(line).toMatchObject({
      level: 'warn',
      address: '127.0.0.1',
      reason: 'origin',
      ...rebound,
      msg: 'a connection was refused; if it is no page of another site, give its host with --names',
    });
  });

  test('asked for without end fills no log, and says how many there were', async () => {
    const made = await world();
    const evil = `http://evil\u001b[2J.${'x'.repeat(2_000)}.example`.replace('\u001b', '%1b');
    for (let count = 0; count < 50; count++)
      expect(await upgradeStatus(made.url, {origin: evil, host: hostOf(made.url)})).toBe(400);
    const refused = () => made.logLines.filter(line => line.includes('refused'));
    expect(refused()).toHaveLength(5);
    expect(Math.max(...refused().map(line => line.length))).toBeLessThan(600);
    made.clock.turn(60_000);
    await upgradeStatus(made.url, {origin: evil});
    expect(JSON.parse(refused().at(-1) ?? '')).toMatchObject({more: 45});
  });

  test('is known by what serve was told', async () => {
    const server = await serve(person(), ['--names', 'chat.example.org, Chat.Intra']);
    expect(await upgradeStatus(server.url, {origin: 'https://chat.intra'})).toBe(101);
    expect(await upgradeStatus(server.url, {origin: 'https://evil.example', host: 'evil.example'})).toBe(400);
    const {stderr} = await server.stop();
    expect(stderr).toContain('give its host with --names');
    const wrong = await person().call(['serve', '--names', 'https://chat.example.org/']);
    expect(wrong).toMatchObject({code: 2, stderr: '--names must be host names, separated by commas.\n'});
  });
});

describe('B67 connections without end', () => {
  const LIMIT = 128;

  test('are turned away at the limit of open files, which the log tells once; who is in is served on', async () => {
    const owner = person();
    const command = `ulimit -n ${LIMIT} && exec "$@"`;
    const args = ['-c', command, 'bash', process.execPath, BIN, 'serve', '--port', '0'];
    const child = spawn('bash', args, {env: owner.env, stdio: ['ignore', 'pipe', 'pipe']});
    onCleanUp(() => void child.kill('SIGKILL'));
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
    const {value} = await within('the ready line', lines.next());
    const [, url = ''] = /ready at (\S+)/.exec(String(value)) ?? [];
    const ann = await account({url}, 'ann');
    const following = ann.start(['tail', '#lobby', '-n', '1', '-f']);
    await following.waitFor(/joined/);
    const sockets: Socket[] = [];
    const closed = Array.from({length: LIMIT * 2}, () => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      sockets.push(socket);
      return new Promise<void>(resolve => socket.once('close', () => resolve()));
    });
    await within('somebody to be turned away', Promise.any(closed));
    // Files of those who are in are still opened.
    const topic = await ann.call(['--no-wait', 'topic', '#lobby', 'x']);
    expect([0, 3]).toContain(topic.code);
    for (const socket of sockets) socket.destroy();
    let sent = await ann.call(['send', '#lobby', '--file', 'package.json', '--', 'still here']);
    for (let count = 0; sent.code === 3 && count < 50; count++)
      sent = await ann.call(['send', '#lobby', '--file', 'package.json', '--', 'still here']);
    expect(sent).toMatchObject({code: 0});
    await following.waitFor(/still here/);
    expect(following.stderr()).toBe('');
    const told = jsonLinesOf<{msg: string; level: string}>(log).filter(
      ({msg, level}) => level === 'error' && msg.includes('limit of open files'),
    );
    expect(told).toEqual([expect.objectContaining({level: 'error', openFilesMax: LIMIT, connections: LIMIT - 48})]);
    child.kill();
  });
});
