/** Runs one row: checks its needs, gives it a folder and a seed, and ends what it started. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {isInside, OWN_NAMESPACE} from '../__tests__/support/machine/namespace.ts';
import {seededRandom} from '../__tests__/support/machine/faultProxy.ts';
import {missing} from './needs.ts';
import type {Found, Row} from './row.ts';

const SHORT_PATIENCE = 4;

export interface Performed extends Found {
  row: Row;
  runs: number;
  tookMs: number;
  /** What to install; the row was not run. */
  skipped?: string[];
}

export interface PerformOptions {
  isShort: boolean;
  seed: number;
  /** Instead of the row's own number. */
  runs?: number;
  note?: (text: string) => void;
}

/** A row that breaks down did not hold: its error is a violation. */
export async function perform(row: Row, options: PerformOptions): Promise<Performed> {
  const {isShort, seed, note = () => undefined} = options;
  const skipped = missing(row.needs ?? []);
  if (skipped.length > 0) return {row, runs: 0, tookMs: 0, figure: 'skipped', violations: [], skipped};
  if (row.isInNamespace === true && !isInside()) return performInside(row, options);
  const folder = await mkdtemp(join(tmpdir(), `chat-tui-${row.name}-`));
  const closers: (() => unknown)[] = [() => rm(folder, {recursive: true, force: true, maxRetries: 5})];
  const runs = options.runs ?? (isShort ? row.runs.short : row.runs.full);
  const startedMs = performance.now();
  let found: Found;
  try {
    const onClose = (close: () => unknown) => void closers.push(close);
    const late = (sentence: string) => (isShort ? [] : [sentence]);
    const patienceMs = (ms: number) => ms * (isShort ? SHORT_PATIENCE : 1);
    found = await row.run({runs, isShort, late, patienceMs, random: seededRandom(seed), folder, onClose, note});
  } catch (error) {
    found = {
      figure: 'broke down',
      violations: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    };
  }
  for (const close of closers.toReversed()) {
    try {
      await close();
    } catch (error) {
      found.violations.push(`could not be ended: ${String(error)}`);
    }
  }
  return {runs, ...found, row, tookMs: performance.now() - startedMs};
}

/** The row runs again in a process that has a network and mounts of its own. */
async function performInside(row: Row, {isShort, seed, runs}: PerformOptions): Promise<Performed> {
  const script = [process.execPath, resolve('faults/run.ts'), row.name, '--inside', '--seed', String(seed)];
  if (isShort) script.push('--short');
  if (runs !== undefined) script.push('--runs', String(runs));
  const [file = '', ...args] = [...OWN_NAMESPACE, ...script];
  const child = spawn(file, args, {stdio: ['ignore', 'pipe', 'pipe']});
  let output = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const [code] = await once(child, 'close');
  const line = output.split('\n').find(one => one.startsWith('{'));
  if (line !== undefined) return {...(JSON.parse(line) as Performed), row};
  return {
    row,
    runs: 0,
    tookMs: 0,
    figure: 'broke down',
    violations: [`ended with ${code}: ${complaints.slice(-2_000)}`],
  };
}
