/** Draws an overlay in its box, centred over the panes. */
import {Box as InkBox, Text} from 'ink';
import type {ReactNode} from 'react';
import {clipColumns, columnsOf} from '../../shared/text/columns.ts';
import type {Box} from '../layout/layout.ts';
import type {Overlay, OverlayFacts} from '../overlay.ts';
import {frameOf, overlayHint, innerSize} from './overlaying.ts';

interface Props {
  overlay: Overlay;
  facts: OverlayFacts;
  stage: Box;
}

export function OverlayFrame({overlay, facts, stage}: Props): ReactNode {
  const {theme} = facts;
  const bindings = facts.keyboard.bindings();
  const size = innerSize(overlay, stage, bindings);
  const {left, top, columns: width} = frameOf(size, stage);
  const side = theme.accent('│');
  const blank = `${side}${' '.repeat(width - 2)}${side}`;
  const frame = [
    theme.accent(border('╭╮', overlay.title, width)),
    ...Array.from({length: size.rows}, () => blank),
    theme.accent(border('╰╯', wholeParts(overlayHint(overlay, bindings), width - 6), width)),
  ];
  return (
    <>
      <InkBox position="absolute" left={left} top={top} width={width} height={size.rows + 2}>
        <Text wrap="truncate">{frame.join('\n')}</Text>
      </InkBox>
      <InkBox position="absolute" left={left + 2} top={top + 1} width={size.columns} height={size.rows}>
        {overlay.draw(facts, size)}
      </InkBox>
    </>
  );
}

function border([start, end]: string, words: string, width: number): string {
  const shown = clipColumns(words, width - 6);
  const label = shown === '' ? '' : ` ${shown} `;
  return `${start}─${label}${'─'.repeat(Math.max(0, width - 3 - columnsOf(label)))}${end}`;
}

const SEPARATOR = ' · ';

/** Leaves out whole parts of a hint from the end until it fits. */
export function wholeParts(hint: string, columns: number): string {
  const parts = hint.split(SEPARATOR);
  while (parts.length > 1 && columnsOf(parts.join(SEPARATOR)) > columns) parts.pop();
  return parts.join(SEPARATOR);
}
