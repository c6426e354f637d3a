/** One part of the bench: it measures and yields rows of the table. */
import type {Row} from './table/report.ts';

export interface Options {
  /** How often each thing is measured. */
  runs: number;
  /** Also other programs, where they are installed. */
  hasPeers: boolean;
}

export interface Section {
  name: string;
  /** Only with `--long`, or when asked for by name. */
  isLong?: boolean;
  run(options: Options): AsyncIterable<Row>;
}
