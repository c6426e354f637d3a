/** The ports of the fault stand stay its own while its server is away. */
import {afterEach, expect, test} from '@jest/globals';
import {mkdtempSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {openStand} from '../../faults/stand.ts';
import {holdPort, type HeldPort} from '../support/machine/heldPort.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function hold(range: {from: number; to: number}): Promise<HeldPort> {
  const held = await holdPort(range);
  closers.push(held.release);
  return held;
}

/** Somewhere three ports in a row are free. */
async function threePorts(): Promise<{from: number; to: number}> {
  for (;;) {
    const {port, release} = await holdPort();
    release();
    const range = {from: port, to: port + 2};
    const all = await Promise.all([port, port + 1, port + 2].map(one => holdPort({from: one, to: one}))).catch(
      () => [],
    );
    for (const one of all) one.release();
    if (all.length === 3) return range;
  }
}

test('nobody gets a port twice, in this process or in another', async () => {
  const range = await threePorts();
  const held = [await hold(range), await hold(range)];
  const code = `
    import {holdPort} from ${JSON.stringify(resolve('__tests__/support/machine/heldPort.ts'))};
    console.log((await holdPort(${JSON.stringify(range)})).port);
    await holdPort(${JSON.stringify(range)}).catch(error => console.log(error.message));`;
  const other = spawn(process.execPath, ['--input-type=module-typescript', '-e', code]);
  let output = '';
  other.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(other, 'close');
  const [third, refusal] = output.trim().split('\n');
  expect([...held.map(({port}) => port), Number(third)].toSorted((one, other) => one - other)).toEqual([
    range.from,
    range.from + 1,
    range.to,
  ]);
  expect(refusal).toBe(`no port from ${range.from} to ${range.to} is free`);
});

test('a port that somebody listens on is not given, one that was given back is', async () => {
  const {port, release} = await holdPort();
  release();
  const taken = createServer().listen(port, '127.0.0.1');
  await once(taken, 'listening');
  await expect(holdPort({from: port, to: port})).rejects.toThrow('is free');
  taken.close();
  await once(taken, 'close');
  expect((await hold({from: port, to: port})).port).toBe(port);
});

test('the stand’s server comes back at the port it had, which nobody else could take meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chat-tui-test-'));
  closers.push(() => rmSync(folder, {recursive: true, force: true}));
  const stand = await openStand(
    {
      runs: 1,
      isShort: true,
      random: Math.random,
      folder,
      late: () => [],
      patienceMs: ms => ms,
      onClose: close => void closers.push(close),
      note: () => undefined,
    },
    {shape: {people: 1, rooms: 0, directs: 0}},
  );
  const {port} = stand.server();
  await stand.server().kill();
  await expect(holdPort({from: port, to: port})).rejects.toThrow('is free');
  await stand.restart();
  expect(stand.server().port).toBe(port);
  expect((await stand.judge({inStepMs: 20_000})).violations).toEqual([]);
});
