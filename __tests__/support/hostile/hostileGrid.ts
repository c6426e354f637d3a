/**
 * Looks whether the panes of a screen stand where they belong: every row exactly as wide as the terminal, every line between
 * panes unbroken.
 */
import type {Pilot} from '../screen/pilot.ts';

export interface Grid {
  /** Columns in which a line separates panes. */
  separators: readonly number[];
  /** Rows of the panes; below them are the status line and the composer. */
  bodyRows: number;
}

/** A line between panes stands in the first row, where no message is, and in most others. */
export function gridOf(screen: Pilot): Grid {
  const {columns, rows} = sizeOf(screen);
  const rowsWithLine = (x: number) =>
    Array.from({length: rows}, (_, y) => y).filter(y => screen.cell(x, y).text === '│');
  const separators = Array.from({length: columns}, (_, x) => x).filter(
    x => screen.cell(x, 0).text === '│' && rowsWithLine(x).length > rows / 2,
  );
  return {separators, bodyRows: Math.max(0, ...separators.map(x => (rowsWithLine(x).at(-1) ?? -1) + 1))};
}

const sizeOf = (screen: Pilot) => screen.terminal.size();

/**
 * Sentences about every row in which something is not in its place. @param separators where the lines must be; by default as in
 * the first row
 */
export function gridFaults(screen: Pilot, {separators, bodyRows} = gridOf(screen)): string[] {
  const {columns, rows} = sizeOf(screen);
  const faults: string[] = [];
  const lines = screen.screen();
  if (lines.length !== rows) faults.push(`${lines.length} rows instead of ${rows}`);
  for (let y = 0; y < rows; y++) {
    let width = 0;
    for (let x = 0; x < columns; x++) width += screen.cell(x, y).columns;
    if (width !== columns) faults.push(`row ${y} is ${width} wide: ${lines[y] ?? ''}`);
    for (const x of y < bodyRows ? separators : []) {
      if (screen.cell(x, y).text !== '│') faults.push(`row ${y} has no line at ${x}: ${lines[y] ?? ''}`);
    }
  }
  return faults;
}
