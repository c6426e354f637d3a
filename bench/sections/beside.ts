/** Latency of messages while a large file goes through the same server. */
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {startGenerator} from '../load/generator.ts';
import type {ActResult} from '../load/plan.ts';
import {BIN} from '../measuring/processes.ts';
import {inMemory, run} from '../relay.ts';
import type {Row} from '../table/report.ts';
import type {Section} from '../section.ts';
import {roomName, withServer, type OpenedServer} from '../server.ts';
import {chatTui} from '../servers/chatTui.ts';
import {makeBig} from './transfers.ts';

const PEOPLE = 12;
const RATE = 'rate 100 2' as const;

/** The others chat, first alone, then while two people transfer a file. */
async function chatBeside(server: OpenedServer, folder: string, path: string): Promise<Pair> {
  const [sender, receiver] = server.clients.slice(-2).map(({columns: [token]}, index) => ({
    CHAT_TUI_SERVER: `http://127.0.0.1:${server.port}`,
    CHAT_TUI_HOME: join(folder, `home${index}`),
    CHAT_TUI_TOKEN: token!,
  }));
  const room = `#${roomName(0)}`;
  const out = join(folder, 'out');
  mkdirSync(out, {recursive: true});
  const clients = server.clients.slice(0, -2);
  const generator = startGenerator({...server.plan, clients}, ['login', 'join', 'settle', RATE, 'idle 0 0.7', RATE]);
  await generator.over('rate');
  let isOnItsWay = true;
  // Whoever chats is elsewhere, and does not wait for a core until the two ends have had their share of it.
  const end = ['nice', '-n', '19', process.execPath, BIN];
  const carrying = Promise.all([
    run([...end, 'send', room, '--file', path], {env: sender!, core: 1}),
    run([...end, 'get', room, 'big.bin', '--wait', '--out', out], {env: receiver!, core: 1}),
  ]).finally(() => (isOnItsWay = false));
  const acts = await generator.results();
  if (!isOnItsWay) process.stderr.write('  the file was there before the messages were: the row says too little\n');
  await carrying;
  return [acts.at(-3)!, acts.at(-1)!];
}

type Pair = [alone: ActResult, both: ActResult];

const row = (share: string, pairs: readonly Pair[], figure: (one: ActResult) => number): Row => ({
  what: `delivery ${share}, 100 messages/s, while 1 GiB goes through`,
  unit: 'ms',
  cells: [
    {name: 'chat-tui', kind: 'ours', figures: pairs.map(([, both]) => figure(both))},
    {name: 'chat-tui without a file', kind: 'reference', figures: pairs.map(([alone]) => figure(alone))},
  ],
  wanted: [],
});

export const beside: Section = {
  name: 'beside',
  async *run(options) {
    const pairs = await inMemory(async folder => {
      const path = join(folder, 'big.bin');
      await makeBig(path);
      const pairs: Pair[] = [];
      for (let count = 0; count < options.runs; count++) {
        pairs.push(
          await withServer(chatTui, {count: PEOPLE, rooms: 1, areInside: true}, server =>
            chatBeside(server, join(folder, String(count)), path),
          ),
        );
      }
      return pairs;
    });
    yield row('p50', pairs, one => one.p50Ms);
    yield row('p99', pairs, one => one.p99Ms);
    // Each beside itself: servers that were started one after the other differ by more.
    yield {
      what: 'p99 while 1 GiB goes through, beside p99 of the same server without',
      unit: '×',
      cells: [{name: 'chat-tui', kind: 'ours', figures: pairs.map(([alone, both]) => both.p99Ms / alone.p99Ms)}],
      wanted: [{atMost: 2}],
    };
  },
};
