/** Computes the box of each pane from the terminal's size; panes that do not fit are hidden until a key shows them. */

/** Panes that can be hidden; the chat is always shown. */
export type SidePane = 'rooms' | 'users' | 'transfers';
export type PaneName = SidePane | 'chat';

export interface Box {
  left: number;
  top: number;
  columns: number;
  rows: number;
}

export interface Layout {
  panes: Partial<Record<PaneName, Box>>;
  /** Vertical lines between panes. */
  separators: readonly {left: number; top: number; rows: number}[];
  status: Box;
  composer: Box;
  /** Where overlays are drawn: everything above the status line. */
  stage: Box;
}

export interface LayoutOptions {
  columns: number;
  rows: number;
  /** Panes hidden by a key although they would fit. */
  hidden: readonly SidePane[];
  /** Pane opened by a key although it does not fit. */
  drawer?: SidePane | undefined;
  /** Wanted heights of the composer and of the transfers pane. */
  composerRows: number;
  transferRows: number;
  /** Width at which all room names fit. */
  roomsColumns: number;
  /** Files are in transfer or wait for an answer, or the pane is focused. */
  hasTransfers: boolean;
  /** Height of a long notice above the status line. */
  noticeRows?: number;
}

const COLUMNS_MIN = 20;
const ROWS_MIN = 6;
/** Minimum width of the screen for a pane at the right; from the next value on, the people have a pane of their own. */
const COLUMNS_FOR_RIGHT = 120;
const COLUMNS_FOR_USERS = 140;
const COLUMNS_FOR_ROOMS = 60;
const ROOMS_COLUMNS_MIN = 10;
const ROOMS_COLUMNS_MAX = 24;
/** Minimum width left for text in a line of the chat. */
const TEXT_COLUMNS_MIN = 58;

const SIDE_PANES: readonly SidePane[] = ['rooms', 'users', 'transfers'];
const RIGHT_PANES: readonly SidePane[] = ['users', 'transfers'];

/** Absent if the terminal is too small to show anything useful. */
export function layoutOf(options: LayoutOptions): Layout | undefined {
  const {columns, rows} = options;
  if (columns < COLUMNS_MIN || rows < ROWS_MIN) return undefined;
  const composerRows = Math.max(1, Math.min(options.composerRows, Math.floor(rows / 3)));
  const {noticeRows = 0} = options;
  const bodyRows = rows - composerRows - noticeRows - 1;
  const below = bottom(columns, bodyRows, noticeRows, composerRows);
  const body: Box = {left: 0, top: 0, columns, rows: bodyRows};
  const shown = shownPanes(options);
  const left = shown.includes('rooms') ? roomsColumns(options) : 0;
  const rightPanes = RIGHT_PANES.filter(pane => shown.includes(pane));
  const right = rightPanes.length > 0 ? rightColumns(columns) : 0;
  const panes: Partial<Record<PaneName, Box>> = {};
  const separators: Layout['separators'][number][] = [];
  if (left > 0) panes.rooms = {...body, columns: Math.min(left, columns)};
  if (left >= columns) return {panes, separators, stage: body, ...below};
  if (right < columns) {
    // One empty column after the separator.
    const chatLeft = left === 0 ? 0 : left + 2;
    const chatColumns = columns - chatLeft - (right === 0 ? 0 : right + 1);
    panes.chat = {...body, left: chatLeft, columns: chatColumns};
    if (left > 0) separators.push({left, top: 0, rows: bodyRows});
    if (right > 0) separators.push({left: columns - right - 1, top: 0, rows: bodyRows});
  }
  stack(rightPanes, {...body, left: columns - right, columns: right}, options.transferRows, panes);
  return {panes, separators, stage: body, ...below};
}

function shownPanes({columns, hidden, drawer, hasTransfers}: LayoutOptions): readonly SidePane[] {
  const isWanted: Readonly<Record<SidePane, boolean>> = {
    rooms: columns >= COLUMNS_FOR_ROOMS,
    users: columns >= COLUMNS_FOR_USERS,
    transfers: columns >= COLUMNS_FOR_RIGHT && hasTransfers,
  };
  const shown = SIDE_PANES.filter(pane => isWanted[pane] && !hidden.includes(pane));
  if (drawer === undefined || shown.includes(drawer)) return shown;
  return isDrawerAlone(columns) ? [drawer] : [...shown, drawer];
}

function roomsColumns({columns, roomsColumns: wanted}: LayoutOptions): number {
  if (columns < COLUMNS_FOR_ROOMS) return columns;
  const max = Math.min(ROOMS_COLUMNS_MAX, columns < 80 ? 16 : columns - TEXT_COLUMNS_MIN - 2);
  return Math.max(ROOMS_COLUMNS_MIN, Math.min(max, wanted));
}

function rightColumns(columns: number): number {
  if (columns < COLUMNS_FOR_ROOMS) return columns;
  if (columns < COLUMNS_FOR_RIGHT) return Math.floor(columns * 0.42);
  return columns < 160 ? 30 : 40;
}

/** People above, transfers below, which take only what they need and at most half. */
function stack(
  names: readonly SidePane[],
  box: Box,
  transferRows: number,
  panes: Partial<Record<PaneName, Box>>,
): void {
  const [first, second] = names;
  if (first === undefined) return;
  if (second === undefined) {
    panes[first] = box;
    return;
  }
  const lower = Math.min(Math.max(3, Math.min(transferRows, Math.floor(box.rows / 2))), box.rows - 2);
  panes[first] = {...box, rows: box.rows - lower};
  panes[second] = {...box, top: box.top + box.rows - lower, rows: lower};
}

const bottom = (
  columns: number,
  top: number,
  noticeRows: number,
  composerRows: number,
): Pick<Layout, 'status' | 'composer'> => ({
  status: {left: 0, top, columns, rows: noticeRows + 1},
  composer: {left: 0, top: top + noticeRows + 1, columns, rows: composerRows},
});

/** With a drawer, the other side panes are hidden, or too little would be left for the chat. */
export const isDrawerAlone = (columns: number): boolean => columns < COLUMNS_FOR_RIGHT;

/** On a small screen, a drawer covers the chat. */
export const isChatCovered = (columns: number, drawer: SidePane | undefined): boolean =>
  drawer !== undefined && columns < COLUMNS_FOR_ROOMS;

/** Whether a pane does not fit this width, so that it is shown as a drawer only. */
export const isFolded = (pane: SidePane, columns: number): boolean =>
  columns < {rooms: COLUMNS_FOR_ROOMS, users: COLUMNS_FOR_USERS, transfers: COLUMNS_FOR_RIGHT}[pane];
