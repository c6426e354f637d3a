/** Rows of one transfer: name and person, progress bar, figures. */
import {titleOf} from '../../shared/bundle.ts';
import {sentenceOf} from '../../shared/errors.ts';
import {clipColumns, columnsOf, cutInMiddle, fitColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {expiryWords, fileSizeWords} from '../../client/wording/fileWords.ts';
import {sizeText} from '../../shared/text/sizeText.ts';
import {shownPath} from '../../client/wording/shownPath.ts';
import {isTransferOver} from '../../client/state/selectors.ts';
import type {Transfer} from '../../client/state/state.ts';
import type {Theme} from '../theme.ts';
import {durationOf} from './clock.ts';

const ROWS_EACH = 3;

/** Height of a transfer: a finished one has a single row, an offer has no row of figures. */
export const rowCountOf = (transfer: Pick<Transfer, 'status'> | undefined): number => {
  if (transfer === undefined) return ROWS_EACH;
  return isTransferOver(transfer) ? 1 : transfer.status === 'offered' ? 2 : ROWS_EACH;
};

/** Whether the transfer is running or waits for somebody. */
export const isUnderWay = (transfer: Pick<Transfer, 'status'>): boolean => !isTransferOver(transfer);

const SEPARATOR = ' · ';
/** Shown for a transfer whose bytes do not pass through the server. */
const DIRECT = 'direct';

/** Height of the pane: heading and all transfers. */
export const transferRowsWanted = (transfers: readonly Pick<Transfer, 'status'>[]): number =>
  1 +
  Math.max(
    1,
    transfers.reduce((sum, transfer) => sum + rowCountOf(transfer), 0),
  );

/** @param transfer with the number that commands use */
export function transferRows(
  transfer: Transfer & {number?: number},
  isChosen: boolean,
  columns: number,
  theme: Theme,
): string[] {
  const arrow = transfer.direction === 'up' ? '↑' : '↓';
  const lead = transfer.number === undefined ? arrow : `${transfer.number} ${arrow}`;
  const room = columns - columnsOf(lead) - 3;
  const {name, end} = topOf(transfer, room);
  const paint = transfer.status === 'done' ? theme.good : theme.dim;
  const top = isChosen
    ? theme.selected(fitColumns(` ${lead} ${name}${end}`, columns - 1))
    : ` ${theme.accent(lead)} ${name}${paint(end)}`;
  if (isTransferOver(transfer)) return [top];
  if (transfer.status === 'offered') return [top, factsRow(transfer, columns, theme)];
  return [top, barRow(transfer, columns, theme), factsRow(transfer, columns, theme)];
}

/** Parts of the first row after the number: the file's name, and the other person or the result. */
function topOf(transfer: Transfer, room: number): {name: string; end: string} {
  const name = display(titleOf(transfer), 'line');
  const end = isTransferOver(transfer) ? endOf(transfer) : display(transfer.peer, 'line');
  const place = placeOf(transfer);
  // If both do not fit, the path alone is shown, because it ends with the name.
  if (place !== undefined && columnsOf(name) + 1 + columnsOf(end) > room)
    return {name: '', end: `✓ ${cutPath(place, Math.max(1, room - 2))}`};
  // If not everything fits, the name gets at least half of the space.
  const endColumns = Math.min(columnsOf(end), Math.max(room - columnsOf(name) - 1, Math.floor(room / 2)));
  const nameColumns = Math.max(1, room - endColumns - 1);
  return {name: `${fitColumns(cutInMiddle(name, nameColumns), nameColumns)} `, end: clipColumns(end, endColumns)};
}

/** Path of a downloaded file. */
const placeOf = ({status, direction, path}: Transfer): string | undefined =>
  status === 'done' && direction === 'down' && path !== undefined ? display(shownPath(path), 'line') : undefined;

/** The result, and where the file is. */
function endOf(transfer: Transfer): string {
  const {status, peer} = transfer;
  const how = status === 'done' && transfer.route === 'direct' ? `${status} directly` : status;
  return `${status === 'done' ? '✓' : '×'} ${how} · ${placeOf(transfer) ?? display(peer, 'line')}`;
}

/** Clips a path in the middle: its start, and at the end the whole file name if it fits. */
function cutPath(path: string, columns: number): string {
  if (columnsOf(path) <= columns) return path;
  const name = `…${/[/\\][^/\\]*$/.exec(path)?.[0] ?? path}`;
  const head = columns - columnsOf(name);
  return head < 0 ? cutInMiddle(name, columns) : clipColumns(path, head, '') + name;
}

function barRow({doneBytes, sizeBytes, status}: Transfer, columns: number, theme: Theme): string {
  const share = sizeBytes === 0 ? (status === 'done' ? 1 : 0) : doneBytes / sizeBytes;
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  return `   ${progressBar(share, Math.max(1, columns - 9), theme)} ${percent}`;
}

function factsRow(transfer: Transfer, columns: number, theme: Theme): string {
  const {status, bytesPerSecond, sizeBytes, doneBytes, error, bundle, route} = transfer;
  const left = bytesPerSecond > 0 ? durationOf((sizeBytes - doneBytes) / bytesPerSecond) : '';
  const moving = [`${sizeText(bytesPerSecond)}/s`, left === '' ? '' : `${left} left`].filter(Boolean);
  const way = route === 'direct' ? [DIRECT] : [];
  const size = fileSizeWords({sizeBytes, bundle}, SEPARATOR);
  const room = columns - 4;
  // If space is scarce, the remaining time is shown rather than the size.
  const hasRoom = columnsOf([size, ...way, ...moving].join(SEPARATOR)) <= room;
  const facts: Record<Transfer['status'], readonly string[]> = {
    offered: [size, 'offered', expiryWords(transfer.expiresAtMs)].filter(Boolean),
    waiting: route === 'direct' ? [size, ...way, `waiting for @${display(transfer.peer, 'line')}`] : [size, 'waiting'],
    active: hasRoom ? [size, ...way, ...moving] : [...way, ...moving],
    verifying: [size, ...way, 'checking'],
    done: [],
    failed: ['✗', error === undefined ? 'failed' : display(sentenceOf(error.code, error.detail), 'line')],
    cancelled: [],
    declined: [],
  };
  const text = clipColumns(facts[status].join(status === 'failed' ? ' ' : SEPARATOR), room);
  const paint = status === 'failed' ? theme.bad : status === 'done' ? theme.good : theme.dim;
  return `   ${paint(text)}`;
}

/** @param share from 0 to 1 */
function progressBar(share: number, columns: number, theme: Theme): string {
  const done = Math.max(0, Math.min(columns, Math.round((Number.isFinite(share) ? share : 0) * columns)));
  return theme.good('█'.repeat(done)) + theme.dim('░'.repeat(columns - done));
}
