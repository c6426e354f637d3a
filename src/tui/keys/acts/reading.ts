/** Scrolls the chat by lines and pages. */
import {shownRoom, viewKeyOf} from '../../../client/state/selectors.ts';
import type {Act} from '../act.ts';
import {chatOf} from '../../arrange.ts';
import {scrollBy} from '../../chat/chatWindow.ts';
import type {Key} from '../../terminal/input/key.ts';
import type {Screen} from '../../screenContext.ts';
import {wheelLines} from '../../terminal/input/wheel.ts';
import type {Anchor} from '../../ui.ts';

const FEW = 3;
/** Rows that stay visible when scrolling by a page. */
const OVERLAP = 2;

/** @param rowsOf rows to scroll for a chat of this height; negative: up */
const scroll =
  (rowsOf: (height: number, key: Key) => number): Act =>
  (screen, key) => {
    const view = screen.store.get();
    const chat = chatOf(view, screen);
    if (chat === undefined) return;
    const anchor = view.ui.anchorByRoom[viewKeyOf(view.state)];
    setAnchor(screen, scrollBy(chat.timeline, chat.height, anchor, rowsOf(chat.height, key)));
  };

function setAnchor({store}: Screen, anchor: Anchor | undefined): void {
  const {state} = store.get();
  if (state.currentRoomId !== undefined) store.change({type: 'scrolled', roomId: viewKeyOf(state), anchor});
}

export const pageUp = scroll(height => -Math.max(1, height - OVERLAP));
export const pageDown = scroll(height => Math.max(1, height - OVERLAP));
export const linesUp = scroll(() => -FEW);
export const linesDown = scroll(() => FEW);
export const wheelUp = scroll((_height, key) => -wheelLines(key));
export const wheelDown = scroll((_height, key) => wheelLines(key));
export const oldest = scroll(() => -Number.MAX_SAFE_INTEGER);
export const newest: Act = screen => setAnchor(screen, undefined);

/** Works even if the user has scrolled past it, and if the *new* line is gone. */
export const firstUnread: Act = screen => {
  const one = shownRoom(screen.store.get().state);
  if (one === undefined) return;
  const {readSeq, unread, lastSeq} = one.room;
  const afterSeq = one.newAfterSeq ?? (unread > 0 ? readSeq : (one.wasNewAfterSeq ?? lastSeq));
  setAnchor(screen, {topSeq: afterSeq + 1, seenSeq: lastSeq});
};
