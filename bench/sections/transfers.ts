/** Time of a large file through the server, and latency of chat meanwhile. */
import {createHash, randomBytes} from 'node:crypto';
import {createReadStream, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {attempt, cellsOf, type Measured} from '../measuring/measure.ts';
import {residentBytes} from '../measuring/processes.ts';
import {plainHttp} from '../relays/plainHttp.ts';
import {inMemory, type OpenedRelay, type Relay} from '../relay.ts';
import {RELAYS} from '../relays.ts';
import type {Wanted} from '../table/report.ts';
import type {Options, Section} from '../section.ts';
import {installed} from '../server.ts';

const BIG_BYTES = 2 ** 30;

/** 1 GiB in which no two blocks are alike. */
export async function makeBig(path: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  const block = Buffer.allocUnsafe(2 ** 20);
  for (let at = 0; at < BIG_BYTES; at += block.length) {
    block.fill(createHash('sha256').update(String(at)).digest());
    await file.write(block);
  }
  await file.close();
}

/** Touches memory in advance: on a virtual machine the first use of memory is slow, which would affect the first measurement. */
const touchMemory = () =>
  inMemory(async folder => {
    for (let count = 0; count < 4; count++) await makeBig(join(folder, String(count)));
  });

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, {highWaterMark: 2 ** 20}), hash);
  return hash.digest('hex');
}

/** Works in a new folder to receive into; then the contents must be the same. */
async function receiving<T>(folder: string, paths: readonly string[], work: (to: string) => Promise<T>): Promise<T> {
  const to = mkdtempSync(join(folder, 'to-'));
  const value = await work(to);
  for (const path of paths) {
    const isSame = (await hashOf(path)) === (await hashOf(join(to, basename(path))));
    if (!isSame) throw new Error(`${path} arrived with other contents`);
  }
  rmSync(to, {recursive: true});
  return value;
}

export async function measureRelays<T>(
  relays: readonly Relay[],
  work: (relay: OpenedRelay, folder: string) => Promise<T>,
): Promise<Measured<T, Relay>[]> {
  const all: Measured<T, Relay>[] = [];
  for (const subject of installed(relays)) {
    const opened = () =>
      inMemory(async folder => {
        const relay = await subject.open(folder);
        try {
          return await work(relay, folder);
        } finally {
          await relay.stop();
        }
      });
    all.push(await attempt(subject, opened));
  }
  return all;
}

const measureEach = <T>({hasPeers}: Options, work: (relay: OpenedRelay, folder: string) => Promise<T>) =>
  measureRelays(
    RELAYS.filter(one => hasPeers || one.kind !== 'peer'),
    work,
  );

const speed = (seconds: number) => BIG_BYTES / 1e6 / seconds;

interface Big {
  through: number[];
  up: number[];
  down: number[];
  serverGrowthMib: number;
  endGrowthMib: number;
}

export async function carryBig(relay: OpenedRelay, folder: string, runs: number): Promise<Big> {
  const small = join(folder, 'small.bin');
  writeFileSync(small, randomBytes(2 ** 20));
  // One small file first: code that is loaded once is no growth.
  const before = await receiving(folder, [small], to => relay.carry([small], to));
  const serverBefore = residentBytes(relay.server.pid);
  const big: Big = {through: [], up: [], down: [], serverGrowthMib: 0, endGrowthMib: 0};
  for (let count = 0; count < runs; count++) {
    const path = join(folder, `big${count}.bin`);
    await makeBig(path);
    const carried = await receiving(folder, [path], to => relay.carry([path], to));
    big.through.push(speed(carried.seconds));
    big.endGrowthMib = Math.max(big.endGrowthMib, (carried.peakBytes - before.peakBytes) / 2 ** 20);
    rmSync(path);
  }
  big.serverGrowthMib = (residentBytes(relay.server.pid, 'peak') - serverBefore) / 2 ** 20;
  const path = join(folder, 'apart.bin');
  if (relay.upThenDown) {
    await makeBig(path);
    const {upSeconds, downSeconds} = await receiving(folder, [path], to => relay.upThenDown!(path, to));
    big.up.push(speed(upSeconds));
    big.down.push(speed(downSeconds));
  }
  return big;
}

export const bigFile: Section = {
  name: 'bigfile',
  async *run(options) {
    await touchMemory();
    const measured = await measureEach(options, (relay, folder) => carryBig(relay, folder, options.runs));
    const row = (
      what: string,
      unit: string,
      figures: (big: Big) => readonly number[],
      wanted: readonly Wanted[] = [],
    ) => ({
      what,
      unit,
      cells: cellsOf(measured, figures),
      wanted,
    });
    yield row('1 GiB, sender to receiver through the server, stored and hashed', 'MB/s', big => big.through, [
      {atLeast: 1, times: plainHttp.name},
    ]);
    yield row('1 GiB up, nobody waiting', 'MB/s', big => big.up);
    yield row('1 GiB down', 'MB/s', big => big.down);
    yield row('memory growth of the server by 1 GiB', 'MiB', big => [big.serverGrowthMib], [{atMost: 64}]);
    yield row('memory growth by 1 GiB of the end with more', 'MiB', big => [big.endGrowthMib], [{atMost: 64}]);
  },
};
