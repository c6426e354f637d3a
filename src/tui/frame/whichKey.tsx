/** Lists the keys that may follow a pending first key, above the status line. */
import {Box as InkBox, Text} from 'ink';
import type {ReactNode} from 'react';
import {clipColumns, columnsOf, fitColumns} from '../../shared/text/columns.ts';
import {shownChord} from '../bindings/chord.ts';
import type {Bindings} from '../bindings/bindings.ts';
import type {Box} from '../layout/layout.ts';
import type {Theme} from '../theme.ts';
import type {Leader} from '../ui.ts';

const COLUMN_WANTED = 36;
const COLUMN_MIN = 20;
const COLUMNS_MAX = 4;

export function WhichKey({
  stage,
  leader,
  bindings,
  theme,
}: {
  stage: Box;
  leader: Leader;
  bindings: Bindings;
  theme: Theme;
}): ReactNode {
  const lines = whichKeyRows(leader, bindings, stage, theme);
  return (
    <InkBox
      position="absolute"
      left={stage.left}
      top={stage.top + stage.rows - lines.length}
      width={stage.columns}
      height={lines.length}
    >
      <Text wrap="truncate">{lines.join('\n')}</Text>
    </InkBox>
  );
}

/** As many columns as fit, each filled from top to bottom. */
function whichKeyRows(
  {place, first}: Leader,
  bindings: Bindings,
  {columns, rows}: Pick<Box, 'columns' | 'rows'>,
  theme: Theme,
): string[] {
  const entries = bindings.after(place, first);
  // Prefers clipped sentences to missing keys.
  const needed = Math.ceil(entries.length / Math.max(1, rows - 2));
  const fitting = Math.min(COLUMNS_MAX, Math.floor(columns / COLUMN_WANTED));
  const count = Math.max(1, Math.min(Math.floor(columns / COLUMN_MIN), Math.max(fitting, needed)));
  const height = Math.min(Math.ceil(entries.length / count), Math.max(1, rows - 2));
  const width = Math.floor(columns / count);
  const keyColumns = Math.min(12, Math.max(1, ...entries.map(({keys}) => columnsOf(keys))));
  const title = ` ${shownChord(first, bindings.chordsOf('leader')[0] ?? '')} … Esc `;
  const rule = theme.accent(fitColumns(`─${title}${'─'.repeat(Math.max(0, columns - columnsOf(title) - 1))}`, columns));
  const body = Array.from({length: height}, (_, row) =>
    Array.from({length: count}, (_cell, column) => {
      const entry = entries[column * height + row];
      if (entry === undefined) return ' '.repeat(width);
      const help = fitColumns(clipColumns(entry.help, width - keyColumns - 4), width - keyColumns - 4);
      return ` ${theme.accent(fitColumns(entry.keys, keyColumns))}  ${help} `;
    })
      .join('')
      .concat(' '.repeat(columns - width * count)),
  );
  return [rule, ...body];
}
