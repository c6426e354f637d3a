/** Handle of a process that sends at a steady rate and reports the latency of each acknowledgement. */
import {fork} from 'node:child_process';
import {once} from 'node:events';
import {resolve} from 'node:path';
import type {Probe, ProberTask} from '../children/prober.ts';
import type {Job} from '../row.ts';
import type {Stand} from '../stand.ts';
import {untilTrue, within} from '../waiting.ts';

export interface Prober {
  /** Milliseconds of every acknowledgement since the last time; of one that is still to come, so far. */
  take(): number[];
  /** Waits for a few first, and for what is under way: what comes in later would be missing in what is compared. */
  stop(): Promise<number[]>;
}

export interface ProberOptions extends Pick<ProberTask, 'roomId' | 'everyMs'> {
  person: {name: string; token: string};
}

const FEW = 10;
/** For the answer to what is under way, in milliseconds; a server that is still frozen has none. */
const LAST_ANSWER_MS = 10_000;

export function startProber(job: Job, stand: Stand, {person, roomId, everyMs}: ProberOptions): Prober {
  const {ledger} = stand;
  const task: ProberTask = {url: stand.server().url, token: person.token, roomId, everyMs};
  const child = fork(resolve('faults/children/prober.ts'), [JSON.stringify(task)]);
  job.onClose(() => child.kill('SIGKILL'));
  let waits: number[] = [];
  let sentMs: number | undefined;
  child.on('message', said => {
    const {clientMsgId, text, ...rest} = said as Probe;
    sentMs = performance.now();
    if (rest.seq === undefined) return void ledger.attempts.push({sender: person.name, roomId, clientMsgId, text});
    sentMs = undefined;
    ledger.acknowledgements.push({sender: person.name, roomId, clientMsgId, seq: rest.seq});
    waits.push(rest.tookMs);
  });
  const take = () => {
    const taken = sentMs === undefined ? waits : [...waits, performance.now() - sentMs];
    waits = [];
    return taken;
  };
  return {
    take,
    async stop() {
      await untilTrue(() => waits.length >= FEW, 10_000);
      const ended = once(child, 'close');
      child.send('stop');
      await within(ended, LAST_ANSWER_MS, 'no last answer').catch(() => child.kill('SIGKILL'));
      await ended;
      return waits;
    },
  };
}
