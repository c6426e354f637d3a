/** Handle of a process with the real client that only reads; it can be stopped and can read backwards. */
import {fork} from 'node:child_process';
import {once} from 'node:events';
import {join, resolve} from 'node:path';
import type {Job} from '../row.ts';
import type {Stand} from '../stand.ts';
import {within} from '../waiting.ts';

const READ_MS_MAX = 60_000;

export interface Reader {
  pid: number;
  /** Resolves when it shows the log up to there. */
  seen(seq: number): Promise<void>;
  /** Reads so many pages backwards. */
  readBack(pages: number): Promise<void>;
}

export interface ReaderOptions {
  roomId: number;
  /** Arguments of Node. */
  execArgv?: string[];
  env?: Record<string, string>;
}

/** The second person of the stand. */
export async function startReader(job: Job, stand: Stand, options: ReaderOptions): Promise<Reader> {
  const {roomId, execArgv = [], env = {}} = options;
  const {token} = stand.seeded.people[1]!;
  const task = {url: stand.server().url, token, folder: join(job.folder, 'reader'), roomId};
  const child = fork(resolve('faults/children/reader.ts'), [JSON.stringify(task)], {
    execArgv,
    env: {...process.env, ...env},
  });
  job.onClose(() => child.kill('SIGKILL'));
  let newest = 0;
  const listeners = new Set<(word: unknown) => void>();
  child.on('message', word => {
    if (typeof word === 'number') newest = word;
    for (const listener of listeners) listener(word);
  });
  const until = (holds: (word?: unknown) => boolean) =>
    new Promise<void>(done => {
      const look = (word?: unknown) => holds(word) && done();
      listeners.add(look);
      look();
    });
  await within(once(child, 'message'), job.patienceMs(20_000), 'the reader did not start');
  return {
    pid: child.pid!,
    seen: seq => until(() => newest >= seq),
    readBack(pages) {
      child.send(pages);
      return within(
        until(word => word === 'read'),
        READ_MS_MAX,
        'the history was not read',
      );
    },
  };
}
