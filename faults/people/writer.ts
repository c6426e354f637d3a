/**
 * Handle of a person whose program can be killed: the real client in a separate process, with the same folder after each
 * restart.
 */
import {fork} from 'node:child_process';
import {resolve} from 'node:path';
import type {Job} from '../row.ts';
import {within} from '../waiting.ts';

export interface WriterTask {
  url: string;
  token: string;
  /** Of this person's machine. */
  folder: string;
  /** As for `armFaultPoint`. */
  fault?: string;
  /** Whom this person shares an address with; files of the two go directly. */
  trusts?: string;
  bytesPerSecondMax?: number;
}

export type WriterOrder =
  | {kind: 'write'; roomId: number; text: string}
  | {kind: 'send'; roomId: number; path: string}
  | {kind: 'fetch'; roomId: number; name: string};

export type WriterReport =
  | {kind: 'online'}
  /** Everything written is sent, every file is where it was to go; or it is not any more. */
  | {kind: 'idle'}
  | {kind: 'busy'}
  /** On this machine's disk. */
  | {kind: 'kept'; text: string}
  | {kind: 'sent'; text: string}
  /** Of a file: it goes on by itself from now on, whatever becomes of this process. */
  | {kind: 'begun'; name: string}
  /** With the ways it went, in order. */
  | {kind: 'taken'; name: string; routes: string[]};

export interface Elsewhere {
  runtime: string;
  nodeArgs: readonly string[];
}

export interface Writer {
  order(order: WriterOrder): void;
  /** Resolves with the first report that fits, also one from before. */
  until(fits: (report: WriterReport) => boolean, deadlineMs: number, what: string): Promise<WriterReport>;
  reports(): readonly WriterReport[];
  kill(): Promise<void>;
  readonly ended: Promise<void>;
}

/** @param on a program that runs Node elsewhere, with its arguments */
export async function startWriter(job: Job, task: WriterTask, on?: Elsewhere): Promise<Writer> {
  const child = fork(resolve('faults/children/writer.ts'), [JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    ...(on && {execPath: on.runtime, execArgv: [...on.nodeArgs]}),
  });
  const reports: WriterReport[] = [];
  const listeners = new Set<() => void>();
  const ended = new Promise<void>(done => child.once('exit', () => done()));
  // A message to a process that was just killed has nobody to go to.
  child.on('error', () => undefined);
  child.on('message', report => {
    reports.push(report as WriterReport);
    for (const listener of listeners) listener();
  });
  const writer: Writer = {
    order: order => void (child.connected && child.send(order, () => undefined)),
    until: (fits, deadlineMs, what) =>
      within(
        new Promise<WriterReport>(done => {
          const look = () => {
            const found = reports.find(fits);
            if (found === undefined) return;
            listeners.delete(look);
            done(found);
          };
          listeners.add(look);
          look();
        }),
        deadlineMs,
        what,
      ),
    reports: () => reports,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    ended,
  };
  job.onClose(() => writer.kill());
  return writer;
}
