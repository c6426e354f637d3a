/** Draws the composer, and places the terminal's cursor. */
import {Box, Text, useCursor} from 'ink';
import type {ReactNode} from 'react';
import type {ComposerLayout} from './composerLayout.ts';

interface Props {
  layout: ComposerLayout;
  /** Position of the composer on the screen. */
  left: number;
  top: number;
  columns: number;
  /** Height; on a tiny screen it may be less than the number of lines, and the last ones are shown. */
  rows: number;
  /** Shows the cursor. */
  isFocused: boolean;
}

export function Composer({layout, left, top, columns, rows, isFocused}: Props): ReactNode {
  const hidden = hiddenRows(layout, rows);
  const lines = layout.lines.slice(hidden, hidden + rows);
  const x = left + Math.min(layout.cursor.column, columns - 1);
  return (
    <Box flexDirection="column" width={columns} height={rows} flexShrink={0}>
      {lines.map((line, index) => (
        <Text key={index} wrap="truncate">
          {line === '' ? ' ' : line}
        </Text>
      ))}
      {isFocused && <Cursor x={x} y={top + layout.cursor.row - hidden} />}
    </Box>
  );
}

/** Number of rows scrolled out above the visible ones. */
export const hiddenRows = ({lines, cursor}: ComposerLayout, rows: number): number =>
  Math.max(0, Math.min(lines.length - rows, cursor.row));

/** A separate component, because unmounting it hides the cursor. */
function Cursor({x, y}: {x: number; y: number}): ReactNode {
  const {setCursorPosition} = useCursor();
  setCursorPosition({x, y});
  return null;
}
