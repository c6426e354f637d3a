/** Draws painted rows that fit as one text node: a node for each row would be laid out and drawn separately. */
import {Box as InkBox, Text} from 'ink';
import type {ReactNode} from 'react';
import type {Box} from '../layout/layout.ts';

/** At most as many rows as the box has. */
export function Rows({box, rows}: {box: Box; rows: readonly string[]}): ReactNode {
  return (
    <InkBox position="absolute" left={box.left} top={box.top} width={box.columns} height={box.rows}>
      <Text wrap="truncate">{rows.slice(0, box.rows).join('\n')}</Text>
    </InkBox>
  );
}
