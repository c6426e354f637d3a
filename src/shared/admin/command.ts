/**
 * The type of an admin command, which can be typed in the server's console, after `/admin` in the client, or after `chat-tui
 * admin` in the shell.
 */
import type {ServerAction} from '../access/roles.ts';
import type {Columns, Fields, RowOf} from './field.ts';

export type Cell = string | number;

export interface AdminCommand {
  /** The action in the table of roles that the person must be allowed to do. */
  action: ServerAction;
  aliases?: readonly string[];
  /** One sentence, lower case, without a full stop. */
  summary: string;
  fields: Fields;
  /** Columns of the rows in its answer; empty when the command only reports what it did. */
  columns: Columns;
  /** Table cells of a row; empty when a sentence says the same. */
  cells(row: never): readonly Cell[];
  /** Default number of rows; absent: all. The field `lines` overrides it. */
  shown?: number;
  /** Example command lines for the shell, each with its meaning. */
  examples: readonly (readonly [command: string, meaning: string])[];
  /** `machine`: only on the server's machine, because its parameters are paths there. */
  where?: 'anywhere' | 'machine';
}

/** Identity function that infers the types of fields and columns. */
export const command = <const F extends Fields, const C extends Columns>(
  one: Omit<AdminCommand, 'fields' | 'columns' | 'cells'> & {
    fields: F;
    columns: C;
    cells(row: RowOf<C>): readonly Cell[];
  },
) => one;

export const NO_COLUMNS = {} as const satisfies Columns;
/** For commands that report their result in a sentence; the row is only for programs. */
export const noCells = (): readonly Cell[] => [];
