/** A row of the fault table: one fault, how it is made, how often, and what must hold. */
import type {Need} from './needs.ts';

export interface Row {
  /** As in the table, e.g. `F7b`. */
  name: string;
  /** What goes wrong, in a few words. */
  fault: string;
  /** How it is made to go wrong. */
  injection: string;
  /** What must hold, in a few words. */
  wanted: string;
  needs?: readonly Need[];
  /** Runs again inside a network namespace of its own, so that packet filters touch nothing else. */
  isInNamespace?: boolean;
  /** How often, for `npm run faults` and for its short form. */
  runs: {full: number; short: number};
  run(job: Job): Promise<Found>;
}

export interface Job {
  runs: number;
  isShort: boolean;
  /** 0 to below 1, from the seed that is printed with the table. */
  random: () => number;
  /** A missed target: a violation, but not in the short form, which shares the machine with other tests. */
  late(sentence: string): string[];
  /** How long to wait for what must come: longer in the short form, for the same reason. */
  patienceMs(ms: number): number;
  /** A folder of its own, removed afterwards. */
  folder: string;
  /** Called when the row is over, newest first, whatever became of it. */
  onClose(close: () => unknown): void;
  /** Shows how far it is. */
  note(text: string): void;
}

export interface Found {
  /** The measured figure, in a few words. */
  figure: string;
  /** One sentence for each promise that did not hold; empty when all did. */
  violations: string[];
  /** Runs done, where that differs from what was asked. */
  runs?: number;
}
