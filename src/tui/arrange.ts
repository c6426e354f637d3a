/** Puts a whole screen together: how tall the composer is, and from that where everything goes. */
import {currentRoom, labelOf} from '../client/selectors.ts';
import type {Limits} from '../shared/limits.ts';
import {layOutComposer, type ComposerLayout} from './composer/composerLayout.ts';
import {emptyEditor, type EditorState} from './editor.ts';
import {layoutOf, type Layout} from './layout.ts';
import {chatColumnsOf} from './parts/chatLine.ts';
import type {Look} from './parts/entryRows.ts';
import {transferRowsWanted} from './parts/transferRows.ts';
import type {Screen} from './screenContext.ts';
import type {View} from './store.ts';
import type {Theme} from './theme.ts';
import type {Timeline} from './timeline.ts';

/** Rows of the chat pane that are not messages: its heading. */
export const CHAT_HEAD_ROWS = 1;

/** Remembers the last answer: what did not change is the same object, so nothing is drawn for it. */
function remembering<Inputs extends readonly unknown[], Output>(work: (...inputs: Inputs) => Output) {
  let last: {inputs: Inputs; output: Output} | undefined;
  return (...inputs: Inputs): Output => {
    if (last === undefined || inputs.some((input, at) => input !== last?.inputs[at]))
      last = {inputs, output: work(...inputs)};
    return last.output;
  };
}

const composerFor = remembering(
  (
    editor: EditorState,
    columns: number,
    screenRows: number,
    target: string,
    limits: Limits,
    commands: Screen['commands'],
    theme: Theme,
  ): ComposerLayout => layOutComposer({editor, columns, screenRows, target, limits, commands, theme}),
);

export function composerOf({state, ui}: View, {theme, commands}: Pick<Screen, 'theme' | 'commands'>): ComposerLayout {
  const one = currentRoom(state);
  const editor = ui.draftByRoom[state.currentRoomId ?? 0] ?? emptyEditor;
  const target = one === undefined ? '' : labelOf(one.room);
  return composerFor(editor, ui.columns, ui.rows, target, state.limits, commands, theme);
}

const layoutFor = remembering(
  (
    columns: number,
    rows: number,
    hidden: View['ui']['hidden'],
    drawer: View['ui']['drawer'],
    composerRows: number,
    transferRows: number,
  ) => layoutOf(columns, rows, {hidden, drawer, composerRows, transferRows}),
);

/** Absent when the terminal is too small. */
export function layoutFrom(view: View, screen: Pick<Screen, 'theme' | 'commands'>): Layout | undefined {
  const {columns, rows, hidden, drawer} = view.ui;
  const transferRows = transferRowsWanted(Object.keys(view.state.transferById).length);
  return layoutFor(columns, rows, hidden, drawer, composerOf(view, screen).lines.length, transferRows);
}

/** Drawn rows are kept by this object. */
export const lookOf = remembering((columns: number, me: string, theme: Theme): Look => ({
  columns,
  me,
  theme,
  widths: chatColumnsOf(columns),
}));

/** The room on screen as the chat pane draws it; absent without a room or without a place for it. */
export function chatOf(view: View, screen: Screen): {timeline: Timeline; height: number} | undefined {
  const one = currentRoom(view.state);
  const box = layoutFrom(view, screen)?.panes.chat;
  if (one === undefined || box === undefined) return undefined;
  const look = lookOf(box.columns, view.state.me?.name ?? '', screen.theme);
  return {timeline: {one, look}, height: box.rows - CHAT_HEAD_ROWS};
}
