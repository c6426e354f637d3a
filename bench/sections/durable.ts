/**
 * Messages per second that are stored, fsynced and acknowledged, beside servers that store; and from a shell, with one call for
 * all lines beside one call per line.
 */
import {generate} from '../load/generator.ts';
import {WARM_SECONDS} from '../load/plan.ts';
import {cellsOf, measureEach} from '../measuring/measure.ts';
import {withFolder} from '../measuring/folder.ts';
import {BIN, start} from '../measuring/processes.ts';
import type {Section} from '../section.ts';
import {roomName, withServer} from '../server.ts';
import {chatTui} from '../servers/chatTui.ts';
import {gatheringSocketIo} from '../servers/gatheringSocketIo.ts';

export const durable: Section = {
  name: 'durable',
  async *run(options) {
    const measured = await measureEach(
      options,
      {count: 100, rooms: 10, areInside: true},
      server => server.isDurable,
      async ({plan}) => {
        const runs = Array.from({length: options.runs}, () => 'acknowledged 10 2' as const);
        const acts = ['login', 'join', 'settle', `acknowledged 10 ${WARM_SECONDS}`, ...runs] as const;
        return (await generate({...plan, senders: 100}, acts)).slice(-options.runs);
      },
    );
    yield {
      what: 'acknowledged durable messages/s, 100 senders, 10 rooms of 10',
      unit: '/s',
      cells: cellsOf(measured, all => all.map(one => one.acknowledged / one.seconds)),
      wanted: [{atLeast: 0.55, times: gatheringSocketIo.name}],
    };
  },
};

const LINES = 2_000;
const CALLS = 10;
const ONE_EACH = 'chat-tui send, one call each';

/** Out of a shell, with a token in its environment. @returns messages a second */
async function sent(env: Record<string, string>, args: readonly string[], texts: readonly string[]): Promise<number> {
  const startMs = performance.now();
  const call = start([process.execPath, BIN, 'send', `#${roomName(0)}`, ...args], {
    env,
    input: texts.map(text => `${text}\n`).join(''),
  });
  const code = await call.ended;
  if (code !== 0) throw new Error(`send ended with ${code}: ${call.complaints()}`);
  return (texts.length / (performance.now() - startMs)) * 1_000;
}

export const lines: Section = {
  name: 'lines',
  async *run({runs}) {
    const ours: number[] = [];
    const oneEach: number[] = [];
    await withFolder(home =>
      withServer(chatTui, {count: 2, rooms: 1, areInside: true}, async ({port, clients}) => {
        const env = {
          CHAT_TUI_HOME: home,
          CHAT_TUI_SERVER: `http://127.0.0.1:${port}`,
          CHAT_TUI_TOKEN: clients[0]!.columns[0]!,
        };
        const texts = Array.from({length: LINES}, (_, at) => `line ${at} of a long-lived pipe`);
        for (let run = 0; run < runs; run++) {
          ours.push(await sent(env, ['--lines'], texts));
          const startMs = performance.now();
          for (let call = 0; call < CALLS; call++) await sent(env, [], ['one line']);
          oneEach.push((CALLS / (performance.now() - startMs)) * 1_000);
        }
      }),
    );
    yield {
      what: `acknowledged messages/s out of a shell: send --lines, ${LINES.toLocaleString('en')} lines of a pipe`,
      unit: '/s',
      cells: [
        {name: chatTui.name, kind: 'ours', figures: ours},
        {name: ONE_EACH, kind: 'reference', figures: oneEach},
      ],
      wanted: [{atLeast: 50, times: ONE_EACH}],
    };
  },
};
