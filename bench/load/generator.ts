/** Compiles the load generator once and runs it on a core of its own. */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ROOT, start, type Running} from '../measuring/processes.ts';
import {planLines, type ActResult, type LoadAct, type LoadPlan} from './plan.ts';

let program: string | undefined;

function compiled(): string {
  if (program !== undefined) return program;
  const folder = mkdtempSync(join(tmpdir(), 'chat-tui-bench-load-'));
  process.on('exit', () => rmSync(folder, {recursive: true, force: true}));
  const path = join(folder, 'load');
  const {status, stderr} = spawnSync('cc', ['-O2', '-o', path, join(ROOT, 'bench/load/load.c')]);
  if (status !== 0)
    throw new Error(
      `the load generator needs a C compiler (Debian: gcc libc6-dev): ${stderr?.toString() ?? 'cc is not there'}`,
    );
  program = path;
  return path;
}

export interface Generator {
  /** The process; its output has one line for each act that is over. */
  running: Running;
  /** Resolves when this act is over. */
  over(act: string): Promise<void>;
  /** Resolves with all acts when all are over. */
  results(): Promise<ActResult[]>;
}

export function startGenerator(plan: LoadPlan, acts: readonly LoadAct[]): Generator {
  const running = start([compiled()], {core: 1, input: planLines(plan, acts)});
  return {
    running,
    over: async act => void (await running.until(new RegExp(`"act":"${act}"`))),
    results: async () => {
      const code = await running.ended;
      if (code !== 0) throw new Error(`the load generator ended with ${code}: ${running.complaints()}`);
      return running
        .output()
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as ActResult);
    },
  };
}

/** Runs the acts to their end. */
export const generate = (plan: LoadPlan, acts: readonly LoadAct[]): Promise<ActResult[]> =>
  startGenerator(plan, acts).results();
