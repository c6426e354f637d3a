/** Computes the whole screen from the state: the composer's height first, then the layout of everything else. */
import {promptLock} from '../client/wording/sealedWords.ts';
import {currentRoom, labelOf, shownRoom, viewKeyOf} from '../client/state/selectors.ts';
import {layOutComposer, type ComposerLayout} from './writing/composerLayout.ts';
import {emptyEditor} from './writing/editor/editorState.ts';
import {layoutOf, type Layout} from './layout/layout.ts';
import {chatColumnsOf, type Look} from './chat/rows/chatLine.ts';
import {PICTURE_ROWS_MAX} from './pictures/rowPictures.ts';
import {longNotice} from './rows/notice.ts';
import {paneColumnsWanted} from './rows/serverItems.ts';
import {isUnderWay, transferRowsWanted} from './rows/transferRows.ts';
import type {Screen} from './screenContext.ts';
import type {ServerView} from './servers/servers.ts';
import type {View} from './store.ts';
import type {RoomState, State} from '../client/state/state.ts';
import type {ChatStyle} from '../client/wording/screenChoices.ts';
import type {Ui} from './ui.ts';
import type {Theme} from './theme.ts';
import type {Timeline} from './chat/timeline.ts';

/** Height of the chat pane's heading in rows; the rest shows messages. */
export const CHAT_HEAD_ROWS = 1;

/** Memoizes the latest result, so that unchanged inputs yield the same object and nothing is redrawn. */
function remembering<Inputs extends object, Output>(work: (inputs: Inputs) => Output) {
  let last: {inputs: Inputs; output: Output} | undefined;
  return (inputs: Inputs): Output => {
    const known = last?.inputs;
    const isSame =
      known !== undefined && (Object.keys(inputs) as (keyof Inputs)[]).every(key => known[key] === inputs[key]);
    if (last === undefined || !isSame) last = {inputs, output: work(inputs)};
    return last.output;
  };
}

const composerFor = remembering(layOutComposer);

export function composerOf(
  {state, ui}: View,
  {theme, commands, bindings}: Pick<Screen, 'theme' | 'commands' | 'bindings'>,
): ComposerLayout {
  const one = currentRoom(state);
  return composerFor({
    editor: ui.draftByRoom[viewKeyOf(state)] ?? emptyEditor,
    columns: ui.columns,
    screenRows: ui.rows,
    target: one === undefined ? '' : labelOf(one.room),
    isInThread: typeof viewKeyOf(state) === 'string',
    lock: one === undefined ? '' : promptLock(one),
    limits: state.limits,
    misspelt: ui.misspelt,
    commands,
    theme,
    bindings,
  });
}

const layoutFor = remembering(layoutOf);
const roomsColumnsFor = remembering(({roomById, views}: Pick<State, 'roomById'> & {views: readonly ServerView[]}) =>
  paneColumnsWanted(roomById, views),
);

/** Absent when the terminal is too small. */
export function layoutFrom(
  view: View,
  screen: Pick<Screen, 'theme' | 'commands' | 'bindings' | 'servers'>,
): Layout | undefined {
  const {columns, rows, hidden, drawer, focus} = view.ui;
  const transfers = Object.values(view.state.transferById);
  const transferRows = transferRowsWanted(transfers);
  const hasTransfers = focus === 'transfers' || transfers.some(isUnderWay);
  const roomsColumns = roomsColumnsFor({roomById: view.state.roomById, views: screen.servers.get()});
  const composerRows = composerOf(view, screen).lines.length;
  const noticeRows = longNotice(view, screen.theme).length;
  return layoutFor({
    columns,
    rows,
    hidden,
    drawer,
    composerRows,
    transferRows,
    roomsColumns,
    hasTransfers,
    noticeRows,
  });
}

/** Drawn rows are cached by this object, so it must stay the same while its inputs do. */
const lookFor = remembering(({style, ...look}: Omit<Look, 'widths'> & {style: ChatStyle}): Look => ({
  ...look,
  widths: chatColumnsOf(look.columns, style),
}));

export const lookOf = (
  columns: number,
  {me, highlights}: Pick<Look, 'me' | 'highlights'>,
  theme: Theme,
  {markup, chatStyle, pictures, rows}: Pick<Ui, 'markup' | 'chatStyle' | 'pictures' | 'rows'>,
): Look =>
  lookFor({
    columns,
    me,
    highlights,
    theme,
    markup,
    style: chatStyle,
    pictures,
    // Derived from the height of the whole screen, so that a growing composer does not resize pictures.
    pictureRows: Math.min(PICTURE_ROWS_MAX, Math.floor(rows / 3)),
  });

/** Seq of the message that is selected in this room. */
export const selectedMessageIn = (
  {ui: {selection}}: Pick<View, 'ui'>,
  one: RoomState | undefined,
): number | undefined => (selection !== undefined && selection.roomId === one?.room.roomId ? selection.seq : undefined);

/** Seq of the other end of a range selection, which ends at the selected message. */
export const rangeIn = (view: Pick<View, 'ui'>, one: RoomState | undefined): number | undefined =>
  selectedMessageIn(view, one) === undefined ? undefined : view.ui.selection?.markSeq;

/** The current room as the chat pane draws it; absent without a room or without space for the pane. */
export function chatOf(view: View, screen: Screen): {timeline: Timeline; height: number} | undefined {
  const one = shownRoom(view.state);
  const box = layoutFrom(view, screen)?.panes.chat;
  if (one === undefined || box === undefined) return undefined;
  const look = lookOf(box.columns, {me: view.state.me?.name ?? '', highlights: one.highlights}, screen.theme, view.ui);
  return {
    timeline: {one, look, selectedSeq: selectedMessageIn(view, one), rangeSeq: rangeIn(view, one)},
    height: box.rows - CHAT_HEAD_ROWS,
  };
}
