/** F27: nothing that people can do blocks the event loop of server, client or screen for long. */
import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';
import {cleanEnv} from '../../__tests__/support/program.ts';
import {terminal} from '../../__tests__/support/screen/terminal.ts';
import {openRaw, type RawClient} from '../people/raw.ts';
import {startReader} from '../people/reader.ts';
import type {Job, Row} from '../row.ts';
import {newId} from '../../src/cli/shell.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause} from '../waiting.ts';

const STALL_MS_MAX = 100;
const WATCH = ['--import', resolve('faults/machine/stallWatch.ts')];
const BYTES = 65_536;

const repeat = (text: string) => text.repeat(Math.floor(BYTES / Buffer.byteLength(text)));
/** 64 KiB each, or as much as the limit on characters lets through. */
const PATHOLOGICAL: Record<string, string> = {
  'one character of combining marks': `e${'\u0301'.repeat(32_000)}`,
  'families of emoji': repeat('\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}'),
  'regional indicators': '\u{1f1e6}'.repeat(7_900),
  'marks on every letter': repeat(`a${'\u0316'.repeat(7)}`),
  'quotes to be escaped': '"\\'.repeat(2_000),
  'control characters': '\u0001\u001b[31m'.repeat(600),
  'zero-width joiners': `a${'\u200d'.repeat(21_000)}`,
  'a word without end': 'x'.repeat(4_000),
  'many lines': Array.from({length: 2_000}, (_, line) => `${line % 7}\n`).join(''),
  'many mentions': '@person0 '.repeat(440),
};

export const F27: Row = {
  name: 'F27',
  fault: 'event loop held up',
  injection:
    'pathological messages of 64 KiB, a history of 100,000 entries read backwards, wide pages; measured inside the processes',
  wanted: `no task > ${STALL_MS_MAX} ms in server, client and screen`,
  needs: ['linux', 'pty'],
  runs: {full: 100_000, short: 3_000},
  async run(job) {
    const file = (name: string) => join(job.folder, `${name}.stalls`);
    const stand = await openStand(job, {
      shape: {people: job.isShort ? 6 : 40, rooms: 1, directs: 0},
      clients: 1,
      server: {nodeArgs: WATCH, env: {CHAT_TUI_STALLS: file('server')}},
    });
    await stand.server().stop();
    await fillHistory(stand, job.runs);
    await stand.restart();
    const raws = await Promise.all(stand.seeded.people.slice(3).map(({token}) => openRaw(stand.server().url, token)));
    job.onClose(() => raws.forEach(raw => raw.close()));
    process.kill(stand.server().pid, 'SIGUSR2');
    const violations: string[] = [];
    const client = await startReader(job, stand, {
      roomId: 1,
      execArgv: WATCH,
      env: {CHAT_TUI_STALLS: file('client')},
    });
    process.kill(client.pid, 'SIGUSR2');
    const screen = await startScreen(job, stand, file('screen'));
    for (const [what, text] of Object.entries(PATHOLOGICAL)) {
      const answer = await raws[0]!.ask('messageSend', {roomId: 1, clientMsgId: newId(), kind: 'message', text});
      if (!answer.ok && answer.error.code !== 'message-too-long') violations.push(`${what}: ${answer.error.code}`);
      job.note(what);
    }
    // One after the other: what waits in line behind something else is no task of its own.
    await readPages(raws[0]!, job);
    await readFullPage(raws[1]!, {roomId: stand.seeded.roomIds[1]!, messages: job.isShort ? 40 : 200});
    await client.readBack(job.isShort ? 5 : 60);
    await screen.scroll(job.isShort ? 5 : 80);
    await pause(300);
    const stalls = ['server', 'client', 'screen'].map(name => [name, readStall(file(name))] as const);
    for (const [name, ms] of stalls) {
      if (Number.isNaN(ms)) violations.push(`${name} was not measured`);
      else if (ms > STALL_MS_MAX) violations.push(...job.late(`${name}: a task took ${ms} ms`));
    }
    return {figure: stalls.map(([name, ms]) => `${name} ${ms} ms`).join('; '), violations};
  },
};

const readStall = (file: string) => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN);

async function fillHistory(stand: Stand, entries: number): Promise<void> {
  const store = await openSqliteStore({dataDir: stand.dataDir, now: Date.now, newId});
  const {userId = 0} = (await store.accountFind('person0')) ?? {};
  for (let count = 0; count < entries; count += 1_000) {
    const some = Array.from({length: Math.min(1_000, entries - count)}, (_, index) => {
      const body = {kind: 'message' as const, id: newId(), text: `line ${count + index} of the history`};
      return store.entryAppend({roomId: 1, userId, body, atMs: Date.now()});
    });
    await Promise.all(some);
  }
  await store.close();
}

/** The real screen in a pseudo-terminal, scrolling up. */
async function startScreen(job: Job, stand: Stand, stalls: string): Promise<{scroll(pages: number): Promise<void>}> {
  const home = join(job.folder, 'screen');
  const shown = terminal({
    columns: 200,
    rows: 50,
    env: {
      ...cleanEnv(home),
      CHAT_TUI_SERVER: stand.server().url,
      CHAT_TUI_TOKEN: stand.seeded.people[2]!.token,
      CHAT_TUI_STALLS: stalls,
      NODE_OPTIONS: WATCH.join(' '),
    },
  });
  job.onClose(() => (shown.kill('SIGKILL'), shown.exit));
  await shown.waitFor(/of the history/, job.patienceMs(20_000));
  process.kill(shown.pid, 'SIGUSR2');
  return {
    async scroll(pages) {
      for (let page = 0; page < pages; page++) {
        const before = shown.screen();
        shown.press('\u001b[5~');
        // At the beginning of the history nothing changes any more.
        await shown.waitFor(screen => screen !== before, 2_000).catch(() => undefined);
      }
    },
  };
}

/** Everything that is asked for in pages, as wide as it goes. */
async function readPages(raw: RawClient, job: Job): Promise<void> {
  for (let round = 0; round < (job.isShort ? 2 : 20); round++) {
    await raw.ask('entryList', {roomId: 1, limit: 200, beforeSeq: 1 + Math.floor(job.random() * job.runs)});
    await raw.ask('entryList', {roomId: 1, limit: 200});
    await raw.ask('memberList', {roomId: 1, limit: 200});
    await raw.ask('roomList', {limit: 200});
    await raw.ask('sessionOpen', {});
  }
}

/** A page in which every message is as long as it may be: 13 MB at once. */
async function readFullPage(raw: RawClient, {roomId, messages}: {roomId: number; messages: number}): Promise<void> {
  const text = PATHOLOGICAL['families of emoji'] ?? '';
  for (let count = 0; count < messages; count++) {
    await raw.ask('messageSend', {roomId, clientMsgId: newId(), kind: 'message', text: `${count} ${text.slice(16)}`});
  }
  await raw.ask('entryList', {roomId, limit: 200});
}
