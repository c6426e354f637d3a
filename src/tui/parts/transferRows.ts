/** What one transfer looks like: name and who, a bar, and the facts. */
import {sentenceOf} from '../../shared/errors.ts';
import {clipColumns, columnsOf, fitColumns} from '../../shared/columns.ts';
import {display} from '../../shared/text.ts';
import {sizeText} from '../../client/transfers/sizeText.ts';
import type {Transfer} from '../../client/state.ts';
import type {Theme} from '../theme.ts';
import {durationOf} from './clock.ts';
import {progressBar} from './progress.ts';

export const ROWS_EACH = 3;

const SEPARATOR = ' · ';

/** Heading and transfers; the layout gives it that much if it can. */
export const transferRowsWanted = (count: number): number => 1 + Math.max(1, count * ROWS_EACH);

export function transferRows(transfer: Transfer, isChosen: boolean, columns: number, theme: Theme): string[] {
  const arrow = transfer.direction === 'up' ? '↑' : '↓';
  const who = display(transfer.peer, 'line');
  const whoColumns = Math.min(columnsOf(who), Math.floor(columns / 3));
  const name = fitColumns(display(transfer.name, 'line'), columns - whoColumns - 5);
  const top = ` ${arrow} ${name} ${clipColumns(who, whoColumns)}`;
  const paintedTop = isChosen
    ? theme.selected(fitColumns(top, columns - 1))
    : ` ${theme.accent(arrow)} ${name} ${theme.dim(clipColumns(who, whoColumns))}`;
  return [paintedTop, barRow(transfer, columns, theme), factsRow(transfer, columns, theme)];
}

function barRow({doneBytes, sizeBytes, status}: Transfer, columns: number, theme: Theme): string {
  const share = sizeBytes === 0 ? (status === 'done' ? 1 : 0) : doneBytes / sizeBytes;
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  return `   ${progressBar(share, Math.max(1, columns - 9), theme)} ${percent}`;
}

function factsRow(transfer: Transfer, columns: number, theme: Theme): string {
  const {status, bytesPerSecond, sizeBytes, doneBytes, error} = transfer;
  const left = bytesPerSecond > 0 ? durationOf((sizeBytes - doneBytes) / bytesPerSecond) : '';
  const moving = [`${sizeText(bytesPerSecond)}/s`, left === '' ? '' : `${left} left`].filter(Boolean);
  const size = sizeText(sizeBytes);
  const room = columns - 4;
  // How long it still takes says more than how large it is.
  const hasRoom = columnsOf([size, ...moving].join(SEPARATOR)) <= room;
  const facts: Record<Transfer['status'], readonly string[]> = {
    offered: [size, 'offered'],
    waiting: [size, 'waiting'],
    active: hasRoom ? [size, ...moving] : moving,
    verifying: [size, 'checking'],
    done: [size, '✓ done'],
    failed: ['✗', error === undefined ? 'failed' : display(sentenceOf(error.code, error.detail), 'line')],
    cancelled: [size, '× cancelled'],
    declined: [size, '× declined'],
  };
  const text = clipColumns(facts[status].join(status === 'failed' ? ' ' : SEPARATOR), room);
  const paint = status === 'failed' ? theme.bad : status === 'done' ? theme.good : theme.dim;
  return `   ${paint(text)}`;
}
