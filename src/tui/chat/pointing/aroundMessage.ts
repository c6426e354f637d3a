/** Finds the reaction, thread row or quoted message at a row and column around the text of a message. */
import type {Reaction} from '../../../shared/entries/entryChanges.ts';
import {columnsOf, wrapColumns} from '../../../shared/text/columns.ts';
import {reactionText, reactionsText, SEPARATED} from '../rows/aroundRows.ts';
import {plainOf} from '../../theme.ts';
import {textColumnOf, type ChatColumns} from '../rows/chatLine.ts';
import type {ShownMessage} from './asWritten.ts';

/** Finds the reaction that is drawn in this cell. */
export function reactionAt(
  {own: {entry}, shape, textTo}: ShownMessage,
  row: number,
  column: number,
  widths: ChatColumns,
): Reaction | undefined {
  const reactions = entry.became?.reactions ?? [];
  const text = reactionsText(reactions);
  if (text === '') return undefined;
  const rows = wrapColumns(text, widths.text);
  const first = shape.below.findIndex(below => plainOf(below) === rows[0]);
  const at = row - textTo - first;
  const shown = first === -1 ? undefined : rows[at];
  if (shown === undefined) return undefined;
  let start = 0;
  for (const [index, one] of rows.entries()) {
    start = text.indexOf(one, start);
    if (index === at) break;
    start += one.length;
  }
  const inRow = column - textColumnOf(widths);
  if (inRow < 0 || inRow >= columnsOf(shown)) return undefined;
  let left = columnsOf(text.slice(0, start)) + inRow;
  for (const reaction of reactions) {
    const columns = columnsOf(reactionText(reaction));
    if (left < columns) return left < 0 ? undefined : reaction;
    left -= columns + columnsOf(SEPARATED);
  }
  return undefined;
}

/** Whether this row shows the number of answers in the thread. */
export function isThreadRow({own: {entry, around}, shape, textTo}: ShownMessage, row: number): boolean {
  if (entry.became?.replies === undefined || around.isInThread === true) return false;
  const below = shape.below[row - textTo];
  return below !== undefined && plainOf(below).startsWith('⤷ ');
}

/** Seq of the message that is quoted in this row. */
export function answeredAt(
  {own: {entry, around, rows}, textFrom, shape, own}: ShownMessage,
  row: number,
  widths: ChatColumns,
): {seq: number; isThread: boolean} | undefined {
  if (entry.kind !== 'message' || row >= textFrom || row < own.from || shape.above === 0) return undefined;
  const text = plainOf(rows[row] ?? '')
    .slice(textColumnOf(widths))
    .trimStart();
  if (entry.threadOf !== undefined && around.isInThread !== true && text.startsWith('⤷ thread: '))
    return {seq: entry.threadOf, isThread: true};
  return entry.replyTo !== undefined && text.startsWith('↪ ') ? {seq: entry.replyTo.seq, isThread: false} : undefined;
}
