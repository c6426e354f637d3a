/** The newest notice: in the status line where it fits, else above it; nowhere while the chat shows it whole. */
import {viewKeyOf} from '../../client/state/selectors.ts';
import type {Notice} from '../../client/state/state.ts';
import {columnsOf, wrapColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {isChatCovered} from '../layout/layout.ts';
import {NOTICE_MS, type View} from '../store.ts';
import type {Paint, Theme} from '../theme.ts';

/** Columns for the connection's sign and the spaces around it. */
const MARGIN = 5;
const ROWS_MAX = 4;
/** Maximum share of the screen's rows; a smaller screen shows only what fits the status line. */
const SHARE = 1 / 6;

/** The current notice; absent if it is too old, or visible in the chat. */
export function noticeNow({state, nowMs, ui}: View): Notice | undefined {
  const notice = state.notices.at(-1);
  if (notice === undefined || Math.abs(nowMs - notice.atMs) >= NOTICE_MS) return undefined;
  const isInChat = notice.level === 'info' && notice.roomId !== undefined && isEndShown({state, ui}, notice.roomId);
  return isInChat && isLong(notice, ui.columns) ? undefined : notice;
}

/** Whether the newest messages of the room are visible: not scrolled, no thread open, no drawer in front. */
const isEndShown = ({state, ui}: Pick<View, 'state' | 'ui'>, roomId: number): boolean =>
  viewKeyOf(state) === roomId && ui.anchorByRoom[roomId] === undefined && !isChatCovered(ui.columns, ui.drawer);

const isLong = ({text}: Notice, columns: number): boolean => columnsOf(display(text, 'line')) > columns - MARGIN;

export const noticePaint = ({level}: Notice, theme: Theme): Paint =>
  level === 'error' ? theme.bad : level === 'warning' ? theme.warning : theme.accent;

/** Rows of a notice above the status line; empty if it fits the status line, or if there are no rows to spare. */
export function longNotice(view: View, theme: Theme): string[] {
  const {ui} = view;
  const notice = noticeNow(view);
  if (notice === undefined || !isLong(notice, ui.columns)) return [];
  const rows = wrapColumns(display(notice.text, 'line'), ui.columns - 2);
  if (rows.length > Math.min(ROWS_MAX, Math.floor(ui.rows * SHARE))) return [];
  return rows.map(row => ` ${noticePaint(notice, theme)(row)}`);
}
