/** The newest notice: in the status line where it fits, else above it; nowhere while the chat shows it whole. */
import {viewKeyOf} from '../../client/state/selectors.ts';
import type {Notice} from '../../client/state/state.ts';
import {columnsOf, wrapColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {isChatCovered} from '../layout/layout.ts';
import {NOTICE_MS, type View} from '../store.ts';
import type {Paint, Theme} from '../theme.ts';

/** Columns that the sign of the connection and the spaces around it take. */
const MARGIN = 5;
const ROWS_MAX = 4;
/** Of the screen; a smaller one shows what fits into the status line. */
const SHARE = 1 / 6;

/** The current notice; absent when it is old, or visible in the chat. */
export function noticeNow({state, nowMs, ui}: View): Notice | undefined {
  const notice = state.notices.at(-1);
  if (notice === undefined || Math.abs(nowMs - notice.atMs) >= NOTICE_MS) return undefined;
  const isInChat = notice.level === 'info' && notice.roomId !== undefined && isEndShown({state, ui}, notice.roomId);
  return isInChat && isLong(notice, ui.columns) ? undefined : notice;
}

/** The newest of the room itself is on screen: no thread of it, nothing further up, and no other pane before it. */
const isEndShown = ({state, ui}: Pick<View, 'state' | 'ui'>, roomId: number): boolean =>
  viewKeyOf(state) === roomId && ui.anchorByRoom[roomId] === undefined && !isChatCovered(ui.columns, ui.drawer);

const isLong = ({text}: Notice, columns: number): boolean => columnsOf(display(text, 'line')) > columns - MARGIN;

export const noticePaint = ({level}: Notice, theme: Theme): Paint =>
  level === 'error' ? theme.bad : level === 'warning' ? theme.warning : theme.accent;

/** The notice's rows above the status line; empty where it fits into that, or no rows are left. */
export function longNotice(view: View, theme: Theme): string[] {
  const {ui} = view;
  const notice = noticeNow(view);
  if (notice === undefined || !isLong(notice, ui.columns)) return [];
  const rows = wrapColumns(display(notice.text, 'line'), ui.columns - 2);
  if (rows.length > Math.min(ROWS_MAX, Math.floor(ui.rows * SHARE))) return [];
  return rows.map(row => ` ${noticePaint(notice, theme)(row)}`);
}
