/** Prints rows of facts as a table. */
import type {Shell} from '../shell.ts';

export async function printTable(shell: Shell, rows: readonly (readonly (string | number)[])[]): Promise<void> {
  // What knows how wide characters are takes a while to load; most verbs print no table.
  const {tableOf} = await import('../../shared/text/table.ts');
  for (const line of tableOf(rows)) shell.print(line);
}
