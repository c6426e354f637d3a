/**
 * An admin command, wherever it is typed: in the server's console, after `/admin` in the client, or after `chat-tui admin` in
 * the shell.
 */
import type {ServerAction} from '../access/roles.ts';
import type {Columns, Fields, RowOf} from './field.ts';

export type Cell = string | number;

export interface AdminCommand {
  /** The required action of the table of roles. */
  action: ServerAction;
  aliases?: readonly string[];
  /** One sentence, lower case, without a full stop. */
  summary: string;
  fields: Fields;
  /** Columns of the rows in its answer; none when it only reports what it did. */
  columns: Columns;
  /** A row as text; empty when a sentence says the same. */
  cells(row: never): readonly Cell[];
  /** Default number of rows; absent: all. The field `lines` overrides it. */
  shown?: number;
  /** Command lines of the shell, each with what it does. */
  examples: readonly (readonly [command: string, meaning: string])[];
  /**
   * `machine`: only on the server’s machine, because it takes paths there; `alone`: also on the data folder without a running
   * server.
   */
  where?: 'anywhere' | 'machine';
}

/** Keeps the types of fields and columns. */
export const command = <const F extends Fields, const C extends Columns>(
  one: Omit<AdminCommand, 'fields' | 'columns' | 'cells'> & {
    fields: F;
    columns: C;
    cells(row: RowOf<C>): readonly Cell[];
  },
) => one;

export const NO_COLUMNS = {} as const satisfies Columns;
/** The result is reported in a sentence; the row is for programs. */
export const noCells = (): readonly Cell[] => [];
