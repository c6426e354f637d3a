/** Two machines, each behind a NAT, and a server outside: a way between them where one port is the same for everybody. */
import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {afterEach, describe, expect, test} from '@jest/globals';
import type {LinkListener} from '../../src/client/peer/link.ts';
import {run, whyNoHosts} from '../support/machine/hosts.ts';
import {network, type Mapping, type Network} from '../support/machine/network.ts';
import {cleanUp, onCleanUp, person} from '../support/program.ts';

afterEach(cleanUp);

const missing = whyNoHosts();
if (missing !== undefined) process.stderr.write(`Two NATs are not tested here. ${missing}\n`);

const READY = /^chat-tui server ready at (\S+)/m;
const PROGRAM = '__tests__/support/machine/meetingProgram.ts';
const OLDEST = process.env.CHAT_TUI_OLDEST_NODE;

interface Machine {
  next(): Promise<{found?: LinkListener['found']; met?: boolean; ms?: number}>;
  tell(what: object): void;
}

function machine({machines}: Network, index: 0 | 1, args: readonly string[], node: string): Machine {
  const [file = '', ...before] = machines[index].command;
  const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
  const child = spawn(file, [...before, node, ...flags, PROGRAM, ...args], {stdio: ['pipe', 'pipe', 'inherit']});
  onCleanUp(() => void child.kill('SIGKILL'));
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  return {
    next: async () => JSON.parse(String((await lines.next()).value)) as Awaited<ReturnType<Machine['next']>>,
    tell: what => void child.stdin.write(`${JSON.stringify(what)}\n`),
  };
}

/** @returns how long each took that met */
async function meet(net: Network, times: number, node = process.execPath): Promise<number[]> {
  const server = person().start(['serve', '--host', '0.0.0.0', '--port', '7420', '--tls', 'off'], net.server.on);
  await server.waitFor(READY);
  const url = `http://${net.server.address}:7420`;
  const asker = machine(net, 0, [url, 'asker', String(times)], node);
  const answerer = machine(net, 1, [url, 'answerer', String(times)], node);
  const tookMs: number[] = [];
  for (let round = 0; round < times; round++) {
    const [one, other] = await Promise.all([asker.next(), answerer.next()]);
    // As by signals: who answers hears of the other one first.
    answerer.tell(one.found!);
    asker.tell(other.found!);
    const ends = await Promise.all([asker.next(), answerer.next()]);
    if (ends.every(({met}) => met === true)) tookMs.push(Math.max(...ends.map(({ms = 0}) => ms)));
    asker.tell({});
    answerer.tell({});
  }
  await server.stop();
  return tookMs;
}

const both = (mapping: Mapping) => ({nats: [mapping, mapping] as const});

(missing === undefined ? describe : describe.skip)('two machines behind NATs', () => {
  test('meet nine times of ten at least where a port is the same for everybody', async () => {
    const tookMs = await meet(await network(both('independent')), 10);
    expect(tookMs.length).toBeGreaterThanOrEqual(9);
  });

  test('meet on the oldest Node as well', async () => {
    if (OLDEST === undefined) return console.warn('Not tested: CHAT_TUI_OLDEST_NODE names no Node.');
    expect(await meet(await network(both('independent')), 1, OLDEST)).toHaveLength(1);
  });

  test('meet where one of them makes another port for each who is talked to', async () => {
    // That one in the second of both parts, which includes the first; F35 has the other order.
    expect(await meet(await network({nats: ['independent', 'dependent']}), 1)).toHaveLength(1);
  });

  test('B335 do not meet where both do; neither opens more connections than a small NAT has room for', async () => {
    const net = await network(both('dependent'));
    run(net.server, 'nft', 'add table ip counting');
    run(net.server, 'nft', 'add chain ip counting passing { type filter hook forward priority 0 ; }');
    run(net.server, 'nft', 'add rule ip counting passing tcp flags & (syn | ack) == syn counter');
    expect(await meet(net, 1)).toEqual([]);
    // Eight places, four times, and six dials more; 2,000 ports and 256 connections. Of a first packet there are up to five.
    const [, packets = ''] = /counter packets (\d+)/.exec(run(net.server, 'nft', 'list table ip counting')) ?? [];
    expect(Number(packets)).toBeGreaterThan(1_000);
    expect(Number(packets)).toBeLessThanOrEqual(2 * (4 * 8 * 5 + 6 * 5 + 2_000 + 256 * 5));
  });
});
