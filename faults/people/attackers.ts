/** Handles of attacker processes: they attack, pause, and report their counts. */
import {fork} from 'node:child_process';
import {once} from 'node:events';
import {resolve} from 'node:path';
import type {AttackReport, AttackTask} from './attack.ts';
import type {Job} from '../row.ts';
import {within} from '../waiting.ts';

export interface Attackers {
  attack(): void;
  /** Ends the attack and returns the sums of all processes' counts; for names with `most …` the maximum. */
  rest(): Promise<AttackReport>;
}

const START_MS_MAX = 20_000;
/** They get what the processor has left. */
const REST_MS_MAX = 60_000;

/** One process for each task. @param file in `faults/children` */
export async function startAttackers(job: Job, file: string, tasks: readonly AttackTask[]): Promise<Attackers> {
  const children = tasks.map(task => {
    const child = fork(resolve('faults/children', file), [JSON.stringify(task)]);
    job.onClose(() => child.kill('SIGKILL'));
    // A word to a process that was just killed has nobody to go to.
    child.on('error', () => undefined);
    return child;
  });
  const ready = Promise.all(children.map(child => once(child, 'message')));
  await within(ready, job.patienceMs(START_MS_MAX), 'the attackers did not start');
  return {
    attack() {
      for (const child of children) child.send('attack');
    },
    async rest() {
      const ended = children.map(async child => {
        const told = once(child, 'message');
        child.send('rest');
        const [report] = (await told) as [AttackReport & {error?: string}];
        if (report.error !== undefined) throw new Error(`an attack broke down: ${report.error}`);
        return report;
      });
      const reports = await within(Promise.all(ended), job.patienceMs(REST_MS_MAX), 'the attackers did not rest');
      return {figures: together(reports), attempts: reports.flatMap(({attempts}) => attempts)};
    },
  };
}

export function together(reports: readonly Pick<AttackReport, 'figures'>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const {figures} of reports) {
    for (const [what, value] of Object.entries(figures)) {
      sum[what] = what.startsWith('most') ? Math.max(sum[what] ?? 0, value) : (sum[what] ?? 0) + value;
    }
  }
  return sum;
}
