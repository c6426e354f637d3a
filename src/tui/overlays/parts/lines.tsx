/** Draws an overlay's rows, and scrolls through more rows than fit. */
import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import type {OverlaySize} from '../../overlay.ts';

/** Rows must be painted and fit the box. */
export function Lines({lines, size}: {lines: readonly string[]; size: OverlaySize}): ReactNode {
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows} overflow="hidden">
      {lines.slice(0, size.rows).map((line, index) => (
        <Text key={index} wrap="truncate">
          {line === '' ? ' ' : line}
        </Text>
      ))}
    </Box>
  );
}

/** Number of rows by which a key moves in a list or text; absent for other keys. */
export function stepOf(chord: string, rows: number): number | undefined {
  const page = Math.max(1, rows - 1);
  const steps: Readonly<Record<string, number>> = {
    up: -1,
    down: 1,
    'ctrl+p': -1,
    'ctrl+n': 1,
    pageup: -page,
    pagedown: page,
    'ctrl+home': Number.NEGATIVE_INFINITY,
    'ctrl+end': Number.POSITIVE_INFINITY,
  };
  return steps[chord];
}

/** Index of the list item in this row; absent below the end. @param first index of the item in the first row */
export const inRow = (row: number, first: number, count: number): number | undefined =>
  row >= 0 && first + row < count ? first + row : undefined;

export const clamp = (value: number, count: number): number => Math.max(0, Math.min(value, count - 1));
