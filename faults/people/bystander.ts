/** Two processes that talk only to each other: what they slow down in an attack is due to the machine, not to the server. */
import {fork} from 'node:child_process';
import {once} from 'node:events';
import {resolve} from 'node:path';
import type {BystanderTask} from '../children/bystander.ts';
import type {Job} from '../row.ts';
import {within} from '../waiting.ts';

const CHILD = resolve('faults/children/bystander.ts');
const START_MS_MAX = 20_000;

export interface Bystander {
  /** Milliseconds of every answer since the last time. */
  take(): number[];
}

export async function startBystander(job: Job, everyMs: number): Promise<Bystander> {
  const start = (...task: string[]) => {
    const child = fork(CHILD, task);
    job.onClose(() => child.kill('SIGKILL'));
    return child;
  };
  const first = async (child: ReturnType<typeof start>) => {
    const [said] = (await within(once(child, 'message'), job.patienceMs(START_MS_MAX), 'no bystander')) as [number];
    return said;
  };
  const asking = start(JSON.stringify({port: await first(start()), everyMs} satisfies BystanderTask));
  await first(asking);
  let waits: number[] = [];
  asking.on('message', tookMs => waits.push(tookMs as number));
  return {
    take() {
      const taken = waits;
      waits = [];
      return taken;
    },
  };
}
