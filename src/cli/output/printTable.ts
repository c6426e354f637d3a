/** Prints rows of facts as a table. */
import type {Shell} from '../shell.ts';

export async function printTable(shell: Shell, rows: readonly (readonly (string | number)[])[]): Promise<void> {
  // Loaded on demand, because the tables of character widths take a while and most verbs print no table.
  const {tableOf} = await import('../../shared/text/table.ts');
  for (const line of tableOf(rows)) shell.print(line);
}
