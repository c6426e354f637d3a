/** Workload W: people write numbered messages into rooms and conversations at a steady rate, whatever happens to the server. */
import type {Job} from './row.ts';
import {newId} from '../src/cli/newId.ts';
import type {Stand} from './stand.ts';
import {nextTurn, pause} from './waiting.ts';

export interface WorkloadOptions {
  /** In all, over all writers. */
  perSecond: number;
  /** The last people of the stand only read. */
  readers?: number;
  /** Characters of a text, at least. */
  textLength?: number;
}

export interface Workload {
  /** Messages written so far. */
  count(): number;
  /** Resolves when so many were written. */
  until(count: number): Promise<void>;
  stop(): Promise<void>;
}

export function startWorkload(job: Job, stand: Stand, options: WorkloadOptions): Workload {
  const {random} = job;
  const {perSecond, readers = Math.floor(stand.people.length / 3), textLength = 0} = options;
  const writers = stand.people.slice(0, Math.max(1, stand.people.length - readers));
  const waiting: {count: number; resolve(): void}[] = [];
  let count = 0;
  let isStopped = false;

  const writeOne = () => {
    const writer = writers[Math.floor(random() * writers.length)]!;
    const roomIds = stand.roomsOf(writer.name);
    const roomId = roomIds[Math.floor(random() * roomIds.length)]!;
    count++;
    for (const one of waiting.filter(it => it.count <= count)) one.resolve();
    return writer.write(roomId, `message ${count} ${newId()}`.padEnd(textLength, '.'));
  };
  const run = async () => {
    const startedMs = performance.now();
    while (!isStopped) {
      const due = Math.floor(((performance.now() - startedMs) / 1_000) * perSecond) + 1;
      for (; count < due && !isStopped; await nextTurn()) await writeOne();
      await pause(Math.max(1, 1_000 / perSecond));
    }
  };
  const running = run();
  const workload: Workload = {
    count: () => count,
    until: wanted =>
      new Promise(resolve => {
        if (count >= wanted) return resolve();
        waiting.push({count: wanted, resolve});
      }),
    async stop() {
      isStopped = true;
      await running;
    },
  };
  job.onClose(() => workload.stop());
  return workload;
}
