/** F35: files go between separate machines: directly, by IPv6, around a blocked route, after a change of address, behind NATs. */
import {createHash, randomBytes} from 'node:crypto';
import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {newId} from '../../src/cli/shell.ts';
import {network, type Mapping, type Network, type NetworkOptions} from '../../__tests__/support/machine/network.ts';
import {cleanUp} from '../../__tests__/support/program.ts';
import type {Job, Row} from '../row.ts';
import {seed} from '../seed.ts';
import {startServer} from '../server.ts';
import {untilTrue} from '../waiting.ts';
import {startWriter, type WriterReport} from '../people/writer.ts';

const DEADLINE_MS = 120_000;
const FILE_BYTES = 8 * 1024 ** 2;
const BYTES_PER_SECOND = 1024 ** 2;

interface Case {
  name: string;
  network?: NetworkOptions;
  /** Slowly, so that there is time for it in the middle. */
  meanwhile?: (net: Network, isPast: (bytes: number) => Promise<boolean>) => Promise<void>;
  wanted: readonly string[];
  fileBytes?: number;
}

/** A way is found late: the file is long enough, and as slow as the others with a middle. */
const found = (one: Mapping, other: Mapping): Case => ({
  name: `two NATs (${one} and ${other} mapping)`,
  network: {nats: [one, other]},
  meanwhile: () => Promise.resolve(),
  fileBytes: 20 * BYTES_PER_SECOND,
  wanted: ['relay', 'direct'],
});

const CASES: readonly Case[] = [
  {name: 'two machines', wanted: ['direct']},
  {name: 'IPv6 only', network: {family: 6}, wanted: ['direct']},
  ...(['drop', 'reject with tcp reset'] as const).map(how => ({
    name: `blocked half way (${how})`,
    async meanwhile(net: Network, isPast: (bytes: number) => Promise<boolean>) {
      await isPast(FILE_BYTES / 8);
      net.block(how);
      await isPast(FILE_BYTES / 2);
      net.unblock();
    },
    wanted: ['direct', 'relay', 'direct'],
  })),
  {
    name: 'another address half way',
    async meanwhile(net, isPast) {
      await isPast(FILE_BYTES / 4);
      net.readdress();
    },
    wanted: ['direct'],
  },
  {name: 'two NATs (independent mapping)', network: {nats: ['independent', 'independent']}, wanted: ['direct']},
  found('independent', 'dependent'),
  found('dependent', 'independent'),
  {name: 'two NATs (dependent mapping)', network: {nats: ['dependent', 'dependent']}, wanted: ['relay']},
];

export const F35: Row = {
  name: 'F35',
  fault: 'files between machines',
  injection: `machines in network namespaces: ${CASES.map(({name}) => name).join(', ')}`,
  wanted:
    'same SHA-256; directly where there is a way, over the server where there is none, back when there is one again',
  needs: ['linux', 'netns', 'nft', 'nat'],
  runs: {full: CASES.length, short: 2},
  async run(job) {
    job.onClose(cleanUp);
    const violations: string[] = [];
    const ways: string[] = [];
    for (const one of CASES.slice(0, job.runs)) {
      const {found, routes} = await carry(job, one);
      violations.push(...found.map(what => `${one.name}: ${what}`));
      ways.push(`${one.name} ${routes.join('→')}`);
      job.note(one.name);
    }
    return {figure: `${violations.length} bad; ${ways.join(', ')}`, violations};
  },
};

async function carry(job: Job, {network: options, meanwhile, wanted, name: title, fileBytes = FILE_BYTES}: Case) {
  const net = await network(options);
  const folder = join(job.folder, newId());
  const dataDir = join(folder, 'server');
  const seeded = await seed(dataDir, {people: 2, rooms: 0, directs: 1});
  const isOld = options?.family !== 6;
  const args = ['--host', isOld ? '0.0.0.0' : '::', '--tls', 'off'];
  const server = await startServer({dataDir, wrap: net.server.command, args});
  job.onClose(() => server.kill());
  const url = `http://${isOld ? net.server.address : `[${net.server.address}]`}:${server.port}`;
  const {roomId, names} = seeded.directs[0]!;
  const startOn = (index: 0 | 1) =>
    startWriter(
      job,
      {
        url,
        token: seeded.people.find(one => one.name === names[index])!.token,
        folder: join(folder, names[index]),
        trusts: names[1 - index]!,
        // Of the receiver there is no limit: it sees soon that nothing comes.
        ...(meanwhile && index === 0 && {bytesPerSecondMax: BYTES_PER_SECOND}),
      },
      {runtime: net.machines[index].on.runtime!, nodeArgs: net.machines[index].on.nodeArgs!},
    );
  const [sender, receiver] = await Promise.all([startOn(0), startOn(1)]);
  for (const writer of [sender, receiver])
    await writer.until(({kind}) => kind === 'online', DEADLINE_MS, `${title}: a client did not come online`);
  const name = `${newId()}.bin`;
  const bytes = randomBytes(fileBytes);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const isBegun = (report: WriterReport) => report.kind === 'begun' && report.name === name;
  sender.order({kind: 'send', roomId, path});
  await sender.until(isBegun, DEADLINE_MS, 'the file is not offered');
  await receiver.until(({kind}) => kind === 'busy' || kind === 'idle', DEADLINE_MS, 'nothing is heard');
  receiver.order({kind: 'fetch', roomId, name});
  await receiver.until(isBegun, DEADLINE_MS, 'the file is not taken');
  const downloads = join(folder, names[1], 'downloads');
  const doneBytes = () =>
    Math.max(
      0,
      ...readdirSync(downloads).map(one => statSync(join(downloads, one), {throwIfNoEntry: false})?.size ?? 0),
    );
  await meanwhile?.(net, most => untilTrue(() => doneBytes() >= most, DEADLINE_MS));
  const isTaken = (report: WriterReport) => report.kind === 'taken' && report.name === name;
  const taken = await receiver.until(isTaken, DEADLINE_MS, `${title}: the file does not arrive`);
  const routes = taken.kind === 'taken' ? taken.routes : [];
  const found: string[] = [];
  const hash = (data: Buffer) => createHash('sha256').update(data).digest('hex');
  if (hash(readFileSync(join(downloads, name))) !== hash(bytes)) found.push('it arrived with other bytes');
  // Between two ways it may have looked at the other one for a moment.
  if (!includesInOrder(routes, wanted)) found.push(`it went ${routes.join('→')} instead of ${wanted.join('→')}`);
  for (const one of [sender, receiver, server]) await one.kill();
  return {found, routes};
}

function includesInOrder(routes: readonly string[], wanted: readonly string[]): boolean {
  let at = 0;
  for (const route of routes) if (route === wanted[at]) at++;
  return at === wanted.length;
}
