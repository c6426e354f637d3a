/** One big file from sender to receiver through the relay, stored and hashed, beside a plain HTTP PUT into a file and a GET out of it. */
import {createHash, randomBytes} from 'node:crypto';
import {createReadStream, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {BIN, residentBytes, ROOT, start} from './processes.ts';
import {median, spread, type Row} from './report.ts';
import {seed} from './seed.ts';

const SIZE_BYTES = 2 ** 30;
const MEGABYTE = 1_000_000;

async function makeFile(path: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  const block = Buffer.allocUnsafe(2 ** 20);
  for (let at = 0; at < SIZE_BYTES; at += block.length) {
    block.fill(createHash('sha256').update(String(at)).digest());
    await file.write(block);
  }
  await file.close();
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, {highWaterMark: 2 ** 20}), hash);
  return hash.digest('hex');
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
};

interface Measured {
  upMbPerSecond: number[];
  downMbPerSecond: number[];
  throughMbPerSecond: number[];
  serverGrowthMb: number[];
  isSame: boolean;
}

const speed = (elapsed: number) => SIZE_BYTES / MEGABYTE / elapsed;

/** Runs a program to its end; it must succeed. */
async function run(command: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const process = start(command, {env});
  const code = await process.ended;
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`);
  return process.output();
}

async function ours(folder: string, source: string, runs: number): Promise<Measured> {
  const {clients} = await seed(join(folder, 'data'), 2, 1);
  const server = start([process.execPath, BIN, 'serve', '--port', '0', '--data', join(folder, 'data')]);
  const port = Number((await server.until(/ready at http:\/\/[^\s:]+:(\d+)/))[1]);
  const env = (index: number) => ({
    CHAT_TUI_SERVER: `http://127.0.0.1:${port}`,
    CHAT_TUI_HOME: join(folder, `home${index}`),
    CHAT_TUI_TOKEN: clients[index]!.token,
  });
  const measured: Measured = {
    upMbPerSecond: [],
    downMbPerSecond: [],
    throughMbPerSecond: [],
    serverGrowthMb: [],
    isSame: true,
  };
  const wanted = await hashOf(source);
  const take = async (name: string) => {
    const out = join(folder, 'out');
    rmSync(out, {recursive: true, force: true});
    mkdirSync(out);
    await run([process.execPath, BIN, 'get', '#bench0', name, '--out', out], env(1));
    return join(out, name);
  };
  try {
    // One small file first: code that is loaded once is no growth.
    const small = join(folder, 'small.bin');
    writeFileSync(small, randomBytes(2 ** 20));
    await run([process.execPath, BIN, 'send', '#bench0', '--file', small], env(0));
    await take('small.bin');
    const idle = residentBytes(server.pid);
    for (let count = 0; count < runs; count++) {
      const name = `big${count}.bin`;
      const path = join(folder, name);
      await run(['cp', '--reflink=auto', source, path]);
      const send = () => run([process.execPath, BIN, 'send', '#bench0', '--file', path], env(0));
      if (count === 0) measured.upMbPerSecond.push(speed(await seconds(send)));
      else {
        // The receiver waits already: it takes the file while it is still coming in.
        const through = await seconds(async () => {
          const sent = send();
          const received = run(
            [process.execPath, BIN, 'get', '#bench0', name, '--wait', '--out', folder + '/through'],
            env(1),
          );
          await Promise.all([sent, received]);
        });
        measured.throughMbPerSecond.push(speed(through));
        measured.isSame &&= (await hashOf(join(folder, 'through', name))) === wanted;
        rmSync(join(folder, 'through', name));
        rmSync(path);
        continue;
      }
      let taken = '';
      measured.downMbPerSecond.push(speed(await seconds(async () => (taken = await take(name)))));
      measured.isSame &&= (await hashOf(taken)) === wanted;
      rmSync(path);
    }
    measured.serverGrowthMb.push((residentBytes(server.pid, 'peak') - idle) / 2 ** 20);
  } finally {
    await server.stop();
  }
  return measured;
}

async function plainHttp(folder: string, source: string, runs: number): Promise<number[][]> {
  const store = join(folder, 'store');
  mkdirSync(store, {recursive: true});
  const server = start([process.execPath, join(ROOT, 'bench/references/httpStore.ts'), store]);
  const port = (await server.until(/ready at (\d+)/))[1]!;
  const client = join(ROOT, 'bench/references/httpClient.ts');
  const up: number[] = [];
  const down: number[] = [];
  const through: number[] = [];
  try {
    for (let count = 0; count < runs; count++) {
      const put = await seconds(() => run([process.execPath, client, 'put', port, source]));
      const get = await seconds(() => run([process.execPath, client, 'get', port, join(folder, 'plain.bin')]));
      up.push(speed(put));
      down.push(speed(get));
      through.push(speed(put + get));
      rmSync(join(folder, 'plain.bin'));
    }
  } finally {
    await server.stop();
  }
  return [up, down, through];
}

export async function benchTransfers(runs: number): Promise<Row[]> {
  // Memory rather than disk, so that the disk is not what is measured.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'chat-tui-bench-'));
  const source = join(folder, 'source.bin');
  try {
    await makeFile(source);
    const size = `${statSync(source).size / 2 ** 30} GiB`;
    const [up, down, through] = (await plainHttp(folder, source, runs)) as [number[], number[], number[]];
    const own = await ours(folder, source, runs + 1);
    const ratio = median(own.throughMbPerSecond) / median(through);
    const growth = median(own.serverGrowthMb);
    return [
      {
        what: `file up, ${size}`,
        ours: spread(own.upMbPerSecond, 'MB/s'),
        reference: `plain HTTP PUT: ${spread(up, 'MB/s')}`,
        wanted: '',
      },
      {
        what: `file down, ${size}`,
        ours: spread(own.downMbPerSecond, 'MB/s'),
        reference: `plain HTTP GET: ${spread(down, 'MB/s')}`,
        wanted: '',
      },
      {
        what: `sender to receiver through the relay, ${size}`,
        ours: `${spread(own.throughMbPerSecond, 'MB/s')}${own.isSame ? '' : ' (CONTENTS DIFFER)'}`,
        reference: `PUT, then GET: ${spread(through, 'MB/s')}`,
        wanted: `≥ 0.8 × (is ${ratio.toFixed(2)} ×)`,
        held: ratio >= 0.8 && own.isSame,
      },
      {
        what: `server memory growth, ${size}`,
        ours: spread([growth], 'MB'),
        reference: '',
        wanted: '≤ 64 MB',
        held: growth <= 64,
      },
    ];
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
