/** A second factor is set up on the way in, because the server asks for one. */
import type {ReactNode} from 'react';
import {hintOf, roomOf, setUpRows, titleOf} from '../factor/setUpRows.ts';
import {Frame, Lines, type Look} from './startParts.tsx';
import type {FactorForm} from './startState.ts';

/** Title, and what tells the keys below. */
const ROWS_AROUND = 2;

export function FactorScreen({start, look}: {start: FactorForm; look: Look}): ReactNode {
  const {setUp} = start;
  const {theme, columns, rows} = look;
  const room = Math.max(1, rows - ROWS_AROUND);
  const wanted = roomOf(setUp, columns);
  const lines = setUpRows(setUp, theme, {columns, rows: Math.min(room, wanted.rows + 1)});
  return (
    <Frame look={look} title={titleOf(setUp)} subtitle="" sentence="" hint={hintOf(setUp).split(' · ')} isTight>
      <Lines lines={lines} />
    </Frame>
  );
}
