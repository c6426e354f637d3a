/** Shows the text of the chat alone, unwrapped and without prefixes, for the terminal's own selection. */
import {isIgnored} from '../../../client/state/room/ignored.ts';
import {viewKeyOf} from '../../../client/state/selectors.ts';
import {columnsOf} from '../../../shared/text/columns.ts';
import {display} from '../../../shared/text/safeText.ts';
import {chatOf} from '../../arrange.ts';
import {chatWindow} from '../../chat/chatWindow.ts';
import {copyOf} from '../../chat/copies.ts';
import {entriesOf} from '../../chat/timeline.ts';
import type {Act} from '../act.ts';

export const bareView: Act = screen => {
  const view = screen.store.get();
  const {columns, rows} = view.ui;
  const chat = chatOf(view, screen);
  if (chat === undefined) return;
  const {timeline, height} = chat;
  const {bottomSeq, isAtEnd} = chatWindow(timeline, height, view.ui.anchorByRoom[viewKeyOf(view.state)]);
  const entries = entriesOf(timeline);
  const lines: string[] = [];
  // One row is needed for the sentence that says how to return.
  let left = rows - 1;
  for (let at = entries.length - 1; at >= 0 && left > 0; at--) {
    const entry = entries[at];
    if (entry === undefined || (!isAtEnd && entry.seq > bottomSeq) || isIgnored(timeline.one, entry)) continue;
    const text = copyOf(entry);
    if (text === '') continue;
    for (const line of display(text, 'message').split('\n').reverse()) {
      left -= Math.max(1, Math.ceil(columnsOf(line) / columns));
      if (left < 0) break;
      lines.unshift(line);
    }
  }
  screen.showBare([...lines, screen.theme.dim('any key comes back'.slice(0, columns - 1))]);
};
