/**
 * Cost of TLS: the server with it beside the same server without, for a busy room, idle people, a large file, and a person at a
 * screen.
 */
import {X509Certificate} from 'node:crypto';
import {readFileSync, rmSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {CERTIFICATE_FILE} from '../../src/server/tls/ownCertificate.ts';
import {fingerprintOf} from '../../src/shared/access/fingerprint.ts';
import {joinLinkOf} from '../../src/shared/address.ts';
import type {ScreenClient} from '../client.ts';
import {chatTui as screen} from '../clients/chatTui.ts';
import {withClient} from '../measuring/flood.ts';
import {generate} from '../load/generator.ts';
import type {ActResult, LoadAct} from '../load/plan.ts';
import {attempt, cellsOf, type Measured} from '../measuring/measure.ts';
import {cpuSeconds, start} from '../measuring/processes.ts';
import {inMemory} from '../relay.ts';
import {chatTui as relay, chatTuiEncrypted as relayEncrypted} from '../relays/chatTui.ts';
import {quantile} from '../table/report.ts';
import type {Options, Section} from '../section.ts';
import {withServer, type ChatServer, type People} from '../server.ts';
import {chatTui} from '../servers/chatTui.ts';
import {makeBig} from './transfers.ts';

const PLAIN = 'chat-tui, not encrypted';
const IDLE = 2_000;

const encrypted: ChatServer = {
  ...chatTui,
  name: 'chat-tui',
  async prepare(...args) {
    const {command, ...rest} = await chatTui.prepare(...args);
    return {...rest, command: [...command, '--tls', 'on']};
  },
};
const plain: ChatServer = {...chatTui, name: PLAIN, kind: 'reference'};

/** Both through a tunnel on the generator's core. */
async function throughTunnel(server: ChatServer, people: People, acts: readonly LoadAct[]): Promise<ActResult[]> {
  return withServer(server, people, async ({port, plan}) => {
    const program = fileURLToPath(new URL('../tls/tunnel.ts', import.meta.url));
    const kind = server === encrypted ? 'tls' : 'plain';
    const tunnel = start([process.execPath, program, String(port), kind], {core: 1});
    try {
      const [, tunnelPort] = await tunnel.until(/^(\d+)$/m);
      return await generate({...plan, port: Number(tunnelPort)}, acts);
    } finally {
      await tunnel.stop();
    }
  });
}

async function measureBoth<T>(work: (server: ChatServer) => Promise<T>): Promise<Measured<T>[]> {
  return [await attempt(encrypted, () => work(encrypted)), await attempt(plain, () => work(plain))];
}

const room: (options: Options) => Promise<Measured<ActResult[]>[]> = ({runs}) => {
  const acts: readonly LoadAct[] = ['login', 'join', 'settle', 'delivered 50 1', ...Array(runs).fill('delivered 50 2')];
  const people = {count: 100, rooms: 1, areInside: true};
  return measureBoth(async server => (await throughTunnel(server, people, acts)).slice(-runs));
};

/** Memory of the server for each client, one figure a run: each run has a server of its own. */
async function idlePeople(server: ChatServer, runs: number): Promise<number[]> {
  const figures: number[] = [];
  for (let run = 0; run < runs; run++) {
    const people = {count: IDLE, rooms: 0, areInside: false};
    const acts = await throughTunnel(server, people, ['login', 'settle', 'idle 0 4']);
    figures.push((acts.at(-1)!.residentKib - acts[0]!.residentKibBefore) / IDLE);
  }
  return figures;
}

/** Processor time of the server for a file up and down again. */
const bigFile = (opened: typeof relay, runs: number): Promise<number[]> =>
  inMemory(async folder => {
    const subject = await opened.open(folder);
    try {
      const figures: number[] = [];
      for (let run = 0; run < runs; run++) {
        const path = join(folder, `big${run}.bin`);
        await makeBig(path);
        const before = cpuSeconds(subject.server.pid);
        await subject.upThenDown!(path, join(folder, `to${run}`));
        figures.push(cpuSeconds(subject.server.pid) - before);
        rmSync(path);
      }
      return figures;
    } finally {
      await subject.stop();
    }
  });

/** The same screen by TLS: its link names the server's key, so that nothing is asked. */
const encryptedScreen: ScreenClient = {
  ...screen,
  server: encrypted,
  async prepare(folder, opened) {
    const {command, env} = await screen.prepare(folder, opened);
    const certificate = new X509Certificate(readFileSync(join(opened.folder, CERTIFICATE_FILE)));
    const serverUrl = `https://127.0.0.1:${opened.port}`;
    const link = joinLinkOf({serverUrl, fingerprint: fingerprintOf(certificate)});
    return {command, env: {...env, CHAT_TUI_SERVER: link}};
  },
};
const KEYS = 80;

interface AtScreen {
  paintedMs: number;
  inRoomMs: number;
  /** Median of one run. */
  keyMs: number;
}

async function atScreen(client: ScreenClient): Promise<AtScreen> {
  return withClient(client, async stand => {
    const opened = stand.open();
    try {
      const paintedMs = await opened.until(client.painted);
      const inRoomMs = await opened.until(client.inRoom);
      opened.press(client.keys);
      await sleep(1_500);
      return {paintedMs, inRoomMs, keyMs: quantile(await opened.keyLatencies(KEYS), 0.5)};
    } finally {
      await opened.close();
    }
  });
}

/** In turn, so that both meet the same moments of a machine that others use as well. */
async function screens(runs: number): Promise<Measured<AtScreen[], ScreenClient>[]> {
  const withoutTls: ScreenClient = {...screen, name: PLAIN, kind: 'reference'};
  const all = [encryptedScreen, withoutTls].map(subject => ({subject, value: [] as AtScreen[]}));
  for (let run = 0; run < runs; run++) for (const {subject, value} of all) value.push(await atScreen(subject));
  return all;
}

export const tls: Section = {
  name: 'tls',
  async *run(options) {
    const {runs} = options;
    yield {
      what: 'TLS: server CPU per 100,000 deliveries, room of 100',
      unit: 's',
      cells: cellsOf(await room(options), all => all.map(one => (one.serverCpuSeconds / one.deliveries) * 100_000)),
      wanted: [{atMost: 1.6, times: PLAIN}],
    };
    const memory = await measureBoth(server => idlePeople(server, runs));
    const [withTls = [], without = []] = memory.map(({value}) => value);
    yield {
      what: `TLS: memory per idle client, more than without, ${IDLE.toLocaleString('en')} logged in`,
      unit: 'KiB',
      cells: [
        {name: encrypted.name, kind: 'ours', figures: withTls.map((one, run) => one - (without[run] ?? Number.NaN))},
        {name: PLAIN, kind: 'reference', figures: without},
      ],
      wanted: [{atMost: 12}],
    };
    const file = [
      await attempt(relayEncrypted, () => bigFile(relayEncrypted, runs)),
      await attempt({...relay, name: PLAIN, kind: 'reference'}, () => bigFile(relay, runs)),
    ];
    yield {
      what: 'TLS: server CPU for 1 GiB up and down again',
      unit: 's',
      cells: cellsOf(file, figures => figures),
      wanted: [{atMost: 1.2, times: PLAIN}],
    };
  },
};

/** What somebody at a screen notices of it: as good as nothing. */
export const tlsScreen: Section = {
  name: 'tlsScreen',
  async *run({runs}) {
    const measured = await screens(runs * 3);
    yield {
      what: 'TLS: start to first paint',
      unit: 'ms',
      cells: cellsOf(measured, all => all.map(({paintedMs}) => paintedMs)),
      wanted: [{atMost: 1.15, times: PLAIN}],
    };
    yield {
      what: 'TLS: start of the screen until it is in, the server’s key known',
      unit: 'ms',
      cells: cellsOf(measured, all => all.map(({inRoomMs}) => inRoomMs)),
      wanted: [],
    };
    yield {
      what: 'TLS: key to paint p50, idle',
      unit: 'ms',
      cells: cellsOf(measured, all => all.map(({keyMs}) => keyMs)),
      wanted: [{atMost: 1.15, times: PLAIN}],
    };
  },
};
