/** F9: a bad network: high latency, stalls and little bandwidth. */
import {join} from 'node:path';
import {terminal} from '../../__tests__/support/screen/terminal.ts';
import type {Job, Row} from '../row.ts';
import {openStand} from '../stand.ts';
import {startWorkload} from '../workload.ts';
import {pause, quantile} from '../waiting.ts';

const ECHO_MS_MAX = 50;

export const F9: Row = {
  name: 'F9',
  fault: 'bad link',
  injection: 'proxy: 2 s round trip, 1 % of chunks stand 5 s, then 1 KiB/s each way',
  wanted: '0 bad; a key is on the screen in p99 ≤ 50 ms, what is written is shown in p99 ≤ 50 ms',
  needs: ['linux', 'pty'],
  runs: {full: 600, short: 20},
  async run(job) {
    const stand = await openStand(job);
    const scale = job.isShort ? 0.1 : 1;
    const slow = {delayMs: 1_000 * scale, stallShare: 0.01, stallMs: 5_000 * scale};
    const waits: number[] = [];
    const keyWaits: number[] = [];
    const screen = await openScreen(job, stand);
    const phases = [slow, {...slow, bytesPerSecond: job.isShort ? 8_192 : 1_024}];
    for (const weather of phases) {
      stand.proxy.setWeather('up', weather);
      stand.proxy.setWeather('down', weather);
      // Of what is written, half goes out in this weather.
      const work = startWorkload(job, stand, {perSecond: 20 / scale / 4});
      const stop = measureEcho(stand, waits);
      const written = work.until(job.runs / phases.length);
      await screen.type(written, keyWaits);
      await written;
      await work.stop();
      stop();
      await pause(500 * scale);
      job.note(`${stand.ledger.attempts.length} messages`);
    }
    stand.proxy.heal();
    const {violations, inStepMs} = await stand.judge({inStepMs: 30_000});
    const p99 = quantile(waits, 0.99);
    const keyP99 = quantile(keyWaits, 0.99);
    if (!(p99 <= ECHO_MS_MAX))
      violations.push(...job.late(`what is written is shown only after ${p99.toFixed(1)} ms (p99)`));
    if (!(keyP99 <= ECHO_MS_MAX))
      violations.push(...job.late(`a key is on the screen only after ${keyP99.toFixed(1)} ms (p99)`));
    const figure =
      `${violations.length} bad of ${stand.ledger.attempts.length}; ${keyWaits.length} keys p99 ` +
      `${keyP99.toFixed(1)} ms, shown p99 ${p99.toFixed(1)} ms; in step ${(inStepMs / 1_000).toFixed(1)} s`;
    return {figure, violations, runs: stand.ledger.attempts.length};
  },
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const KEY_EVERY_MS = 100;
const CLEAR = '\u0015';

interface TypedScreen {
  /** Presses keys until the work is done; how long each took to be on the screen. */
  type(work: Promise<unknown>, waits: number[]): Promise<void>;
}

/** The real screen in a pseudo-terminal, of somebody on the same bad link. */
async function openScreen(job: Job, stand: StandOf): Promise<TypedScreen> {
  const home = join(job.folder, 'screen');
  const shown = terminal({
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      CHAT_TUI_HOME: home,
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      CHAT_TUI_SERVER: stand.proxy.url,
      CHAT_TUI_TOKEN: stand.seeded.people[0]!.token,
    },
  });
  job.onClose(() => (shown.kill('SIGKILL'), shown.exit));
  await shown.waitFor(/● .*online/, 20_000);
  const lastLine = (screen: string) => screen.trimEnd().split('\n').at(-1) ?? '';
  return {
    async type(work, waits) {
      const state = {isOver: false};
      void work.finally(() => (state.isOver = true));
      while (!state.isOver) {
        let typed = '';
        for (const letter of LETTERS) {
          typed += letter;
          const startedMs = performance.now();
          shown.press(letter);
          await shown.waitFor(screen => lastLine(screen).endsWith(typed));
          waits.push(performance.now() - startedMs);
          await pause(KEY_EVERY_MS * job.random());
        }
        shown.press(CLEAR);
        await shown.waitFor(screen => !lastLine(screen).includes('abc'));
      }
    },
  };
}

type StandOf = Awaited<ReturnType<typeof openStand>>;

/** From the moment of writing to the moment it is in the state that the screen draws. */
function measureEcho(stand: StandOf, waits: number[]): () => void {
  const stops = stand.people.map(person =>
    person.client.addPart({
      on: {
        messageWritten: ({message}) => void waits.push(Date.now() - message.writtenAtMs),
      },
    }),
  );
  return () => stops.forEach(stop => stop());
}
