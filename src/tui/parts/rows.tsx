/** Rows of text that are already painted and fit: one node a row, and a row that did not change is not touched. */
import {Box as InkBox, Text} from 'ink';
import {memo, type ReactNode} from 'react';
import type {Box} from '../layout/layout.ts';

const Row = memo(function Row({text}: {text: string}): ReactNode {
  return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>;
});

/** At most as many rows as the box has. */
export function Rows({box, rows}: {box: Box; rows: readonly string[]}): ReactNode {
  return (
    <InkBox
      position="absolute"
      left={box.left}
      top={box.top}
      width={box.columns}
      height={box.rows}
      flexDirection="column"
    >
      {rows.slice(0, box.rows).map((row, index) => (
        <Row key={index} text={row} />
      ))}
    </InkBox>
  );
}
