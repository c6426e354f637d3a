/** What came of one room since the last writing: pages as the server tells entries now, and runs of entries as they were said. */
import {changedSeqOf, type Entry} from '../../shared/entries/entry.ts';

/** Entries that follow on each other; of many, only the newest ones and those that change others are still there. */
export interface Run {
  firstSeq: number;
  lastSeq: number;
  entries: Entry[];
}

export interface Page {
  entries: readonly Entry[];
  /** The end of the log when it was told. */
  lastSeq: number;
}

export interface Batch {
  pages: Page[];
  runs: Run[];
}

/** In a flood nobody sees more than this between two writings. */
export const RUN_KEPT_MAX = 200;
const RUNS_MAX = 100;
const PAGES_MAX = 100;

export const emptyBatch = (): Batch => ({pages: [], runs: []});

export function addRun({runs}: Batch, entries: readonly Entry[]): void {
  const last = runs.at(-1);
  const fresh = last === undefined ? entries : entries.filter(({seq}) => seq > last.lastSeq);
  const [first, end] = [fresh[0], fresh.at(-1)];
  if (first === undefined || end === undefined) return;
  if (last === undefined || first.seq !== last.lastSeq + 1) {
    runs.push({firstSeq: first.seq, lastSeq: end.seq, entries: [...fresh]});
    if (runs.length > RUNS_MAX) runs.shift();
    return;
  }
  last.lastSeq = end.seq;
  for (const entry of fresh) last.entries.push(entry);
  if (last.entries.length > RUN_KEPT_MAX * 4) last.entries = thinned(last.entries);
}

export function addPage({pages}: Batch, page: Page): void {
  pages.push(page);
  if (pages.length > PAGES_MAX) pages.shift();
}

/** Without those in the middle that change nothing. */
export function thinned(entries: Entry[]): Entry[] {
  const from = entries.length - RUN_KEPT_MAX;
  return entries.filter((entry, at) => at >= from || changedSeqOf(entry) !== undefined);
}
