/** Draws the composer, and places the terminal's cursor. */
import {Box, Text, useCursor} from 'ink';
import type {ReactNode} from 'react';
import type {ComposerLayout} from './composerLayout.ts';

interface Props {
  layout: ComposerLayout;
  /** Where the composer is on the screen. */
  left: number;
  top: number;
  columns: number;
  /** As many as the layout has lines, or fewer on a tiny screen: then the last ones are shown. */
  rows: number;
  /** The cursor is shown only then. */
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

/** Rows scrolled out above the visible ones. */
export const hiddenRows = ({lines, cursor}: ComposerLayout, rows: number): number =>
  Math.max(0, Math.min(lines.length - rows, cursor.row));

/** A component of its own, because it hides the cursor by going away. */
function Cursor({x, y}: {x: number; y: number}): ReactNode {
  const {setCursorPosition} = useCursor();
  setCursorPosition({x, y});
  return null;
}
