/** Time of many small files through the server: a hundred in one offer and one by one, and a tree of thousands. */
import {randomBytes} from 'node:crypto';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {attempt, cellsOf, type Measured} from '../measuring/measure.ts';
import {treeCpuSeconds} from '../measuring/processes.ts';
import {chatTui} from '../relays/chatTui.ts';
import {croc} from '../relays/croc.ts';
import {curl, plainHttp} from '../relays/plainHttp.ts';
import {scp, tarBySsh} from '../relays/scp.ts';
import {wormhole} from '../relays/wormhole.ts';
import {inMemory, type Carried, type OpenedRelay, type Relay} from '../relay.ts';
import type {Wanted} from '../table/report.ts';
import type {Section} from '../section.ts';
import {installed} from '../server.ts';

const SMALL_BYTES = 10 * 2 ** 10;
const SMALL_COUNT = 100;
const TREE_COUNT = 5_000;
const TREE_BYTES = 4 * 2 ** 10;

function makeSmall(folder: string, count: number, bytes: number): string[] {
  mkdirSync(folder);
  const paths = Array.from({length: count}, (_, index) => join(folder, `${basename(folder)}-${index}.bin`));
  for (const path of paths) writeFileSync(path, randomBytes(bytes));
  return paths;
}

interface Small {
  relays: readonly Relay[];
  runs: number;
  count: number;
  bytes: number;
  /** As one thing, in a folder, by what can do that. */
  areTogether: boolean;
}

interface Trial extends Carried {
  serverSeconds: number;
}

async function carrySmall(relay: OpenedRelay, own: string, round: number, small: Small): Promise<Trial> {
  const from = join(own, `small${round}`);
  const paths = makeSmall(from, small.count, small.bytes);
  const to = mkdtempSync(join(own, 'to-'));
  const before = treeCpuSeconds(relay.server.pid);
  const isOne = small.areTogether && relay.carryFolder !== undefined;
  const carried = await (isOne ? relay.carryFolder!(from, to) : relay.carry(paths, to));
  const serverSeconds = treeCpuSeconds(relay.server.pid) - before;
  const arrived = isOne ? join(to, basename(from)) : to;
  for (const path of paths)
    if (!readFileSync(path).equals(readFileSync(join(arrived, basename(path)))))
      throw new Error(`${path} arrived with other contents`);
  for (const gone of [to, from]) rmSync(gone, {recursive: true});
  return {...carried, serverSeconds};
}

/** All relays run at the same time and transfer in alternation, so that other load affects each of them. */
const carryInTurn = (small: Small): Promise<Measured<Trial[], Relay>[]> =>
  inMemory(async folder => {
    const open = async (subject: Relay) => {
      const own = mkdtempSync(join(folder, 'relay-'));
      return {own, trials: [] as Trial[], ...(await attempt(subject, () => subject.open(own)))};
    };
    const all: Awaited<ReturnType<typeof open>>[] = [];
    try {
      for (const subject of installed(small.relays)) all.push(await open(subject));
      for (let round = 0; round < small.runs; round++)
        for (const {subject, value: relay, own, trials} of all) {
          if (relay === undefined || trials.length < round) continue;
          const {value} = await attempt(subject, () => carrySmall(relay, own, round, small));
          if (value !== undefined) trials.push(value);
        }
    } finally {
      for (const {value} of all) await value?.stop();
    }
    return all.map(({subject, trials}) => ({subject, value: trials}));
  });

/** In the same run as curl also where no other programs are measured. */
const beside: readonly Relay[] = [{...curl, kind: 'reference'}];

/** A server takes 600 offers a minute of one person. */
const APART_RUNS_MAX = 5;

export const smallFiles: Section = {
  name: 'smallfiles',
  async *run({runs, hasPeers}) {
    const relays = [chatTui, plainHttp, ...beside, ...(hasPeers ? [scp, tarBySsh, wormhole, croc] : [])];
    const small = {relays, runs, count: SMALL_COUNT, bytes: SMALL_BYTES};
    const seconds = (trials: Trial[]) => trials.map(trial => trial.seconds);
    yield {
      what: `${SMALL_COUNT} files of 10 KiB as one offer, both ends started`,
      unit: 's',
      cells: cellsOf(await carryInTurn({...small, areTogether: true}), seconds),
      wanted: [{atMost: 1.5, times: curl.name}],
    };
    const apart = {...small, runs: Math.min(runs, APART_RUNS_MAX), areTogether: false};
    yield {
      what: `${SMALL_COUNT} files of 10 KiB, each an offer of its own, both ends started`,
      unit: 's',
      cells: cellsOf(await carryInTurn({...apart, relays: relays.filter(one => one !== tarBySsh)}), seconds),
      wanted: [{atMost: 1, times: plainHttp.name}],
    };
  },
};

export const treeOfFiles: Section = {
  name: 'tree',
  async *run({runs, hasPeers}) {
    const relays = [chatTui, ...beside, ...(hasPeers ? [scp, tarBySsh, wormhole, croc] : [])];
    const measured = await carryInTurn({relays, runs, count: TREE_COUNT, bytes: TREE_BYTES, areTogether: true});
    const row = (what: string, unit: string, figure: (trial: Trial) => number, wanted: readonly Wanted[] = []) => ({
      what: `a folder of ${TREE_COUNT.toLocaleString('en')} files of 4 KiB: ${what}`,
      unit,
      cells: cellsOf(measured, trials => trials.map(figure)),
      wanted,
    });
    yield row('both ends started, until all lie there', 's', trial => trial.seconds, [{atMost: 1, times: curl.name}]);
    yield row('processor time of both ends', 's', trial => trial.cpuSeconds);
    yield row('processor time of what stands between', 's', trial => trial.serverSeconds);
    yield row('memory of the end with more', 'MiB', trial => trial.peakBytes / 2 ** 20);
  },
};
