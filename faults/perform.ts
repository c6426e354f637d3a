/** Runs one row: checks what it needs, gives it a folder and a seed, ends what it started. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {seededRandom} from '../__tests__/support/faultProxy.ts';
import {missing} from './needs.ts';
import type {Found, Row} from './row.ts';

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
  const folder = await mkdtemp(join(tmpdir(), `chat-tui-${row.name}-`));
  const closers: (() => unknown)[] = [() => rm(folder, {recursive: true, force: true, maxRetries: 5})];
  const runs = options.runs ?? (isShort ? row.runs.short : row.runs.full);
  const startedMs = performance.now();
  let found: Found;
  try {
    const onClose = (close: () => unknown) => void closers.push(close);
    found = await row.run({runs, isShort, random: seededRandom(seed), folder, onClose, note});
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
