/**
 * Entries of one room collected since the last write: pages with entries in their current form, runs of entries in their
 * original form, and the seq at which the log begins.
 */
import {changedSeqOf, type Entry} from '../../shared/entries/entry.ts';

/** Consecutive entries. Of a long run only the newest entries, and those that change others, are still in it. */
export interface Run {
  firstSeq: number;
  lastSeq: number;
  entries: Entry[];
}

export interface Page {
  entries: readonly Entry[];
  /** The last seq of the log when the page was received. */
  lastSeq: number;
}

export interface Batch {
  pages: Page[];
  runs: Run[];
  /** Entries before this seq are to be removed. */
  firstSeq?: number;
}

/** Longer runs are thinned: between two writes of a burst, nobody reads more. */
export const RUN_KEPT_MAX = 200;
const RUNS_MAX = 100;
const PAGES_MAX = 100;

export const emptyBatch = (): Batch => ({pages: [], runs: []});

/** Adds consecutive entries as a run. Calls may come in any order and overlap; the number of runs is bounded. */
export function addRun({runs}: Batch, entries: readonly Entry[]): void {
  const last = runs.at(-1);
  // Live entries usually continue the last run, and need no comparison with the others.
  if (last !== undefined && isInOrder(entries, last.lastSeq)) return extend(last, entries);
  for (const piece of piecesOf(entries).slice(-RUNS_MAX))
    for (const fresh of uncovered(runs, piece)) {
      insert(runs, fresh);
      if (runs.length > RUNS_MAX) runs.shift();
    }
}

const isInOrder = (entries: readonly Entry[], afterSeq: number): boolean =>
  entries.every(({seq}, at) => seq === afterSeq + 1 + at);

function extend(run: Run, entries: readonly Entry[]): void {
  run.lastSeq = entries.at(-1)?.seq ?? run.lastSeq;
  for (const entry of entries) run.entries.push(entry);
  if (run.entries.length > RUN_KEPT_MAX * 4) run.entries = thinned(run.entries);
}

/** Splits entries into pieces without gaps. */
function piecesOf(entries: readonly Entry[]): Entry[][] {
  const pieces: Entry[][] = [];
  for (const entry of entries) {
    const piece = pieces.at(-1);
    if (piece !== undefined && piece.at(-1)?.seq === entry.seq - 1) piece.push(entry);
    else pieces.push([entry]);
  }
  return pieces;
}

/** The parts of a piece that no run covers. */
function uncovered(runs: readonly Run[], piece: readonly Entry[]): Entry[][] {
  const here = runs.filter(
    ({firstSeq, lastSeq}) => firstSeq <= (piece.at(-1)?.seq ?? 0) && lastSeq >= (piece[0]?.seq ?? 0),
  );
  return piecesOf(piece.filter(({seq}) => !here.some(({firstSeq, lastSeq}) => firstSeq <= seq && seq <= lastSeq)));
}

/** Inserts a run and merges it with adjacent ones. */
function insert(runs: Run[], entries: Entry[]): void {
  const [first, end] = [entries[0], entries.at(-1)];
  if (first === undefined || end === undefined) return;
  let at = runs.findIndex(({firstSeq}) => firstSeq > end.seq);
  if (at < 0) at = runs.length;
  const before = runs[at - 1];
  let run: Run = {firstSeq: first.seq, lastSeq: end.seq, entries};
  if (before?.lastSeq === first.seq - 1) {
    extend(before, entries);
    run = before;
  } else runs.splice(at++, 0, run);
  const next = runs[at];
  if (next?.firstSeq !== run.lastSeq + 1) return;
  runs.splice(at, 1);
  extend(run, next.entries);
  run.lastSeq = next.lastSeq;
}

export function addPage({pages}: Batch, page: Page): void {
  pages.push(page);
  if (pages.length > PAGES_MAX) pages.shift();
}

export function addBeginning(batch: Batch, firstSeq: number): void {
  batch.firstSeq = Math.max(batch.firstSeq ?? 0, firstSeq);
}

/** Drops entries that change no others, except for the newest `RUN_KEPT_MAX`. */
export function thinned(entries: readonly Entry[]): Entry[] {
  const from = entries.length - RUN_KEPT_MAX;
  return entries.filter((entry, at) => at >= from || changedSeqOf(entry) !== undefined);
}
