/**
 * An admin command, wherever it is typed: in the server's console, after `/admin` in the client, or after `chat-tui admin` in
 * the shell.
 */
import type {ServerAction} from '../access/roles.ts';
import type {Columns, Fields, RowOf} from './field.ts';

export type Cell = string | number;

export interface AdminCommand {
  /** The action of the table of roles that it needs. */
  action: ServerAction;
  aliases?: readonly string[];
  /** One sentence, lower case, without a full stop. */
  summary: string;
  fields: Fields;
  /** Keys of the rows it answers with; none where it only says what it did. */
  columns: Columns;
  /** A row as text; empty where a sentence says it. */
  cells(row: never): readonly Cell[];
  /** So many rows are shown where nobody says how many; all of them where it is absent. The field `lines` says how many. */
  shown?: number;
  /** Command lines of the shell, each with what it does. */
  examples: readonly (readonly [command: string, meaning: string])[];
  /**
   * `machine`: not from another machine, because what it names is a path of the server’s machine; `alone`: it works on the data
   * folder without a server as well.
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
/** What was done is said in a sentence; the row is for programs. */
export const noCells = (): readonly Cell[] => [];
