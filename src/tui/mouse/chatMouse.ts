/** The mouse in the chat: clicks on messages, and selecting text, which is copied as it was written. */
import {react} from '../../client/actions/messages/messageActions.ts';
import {shownRoom, viewKeyOf} from '../../client/state/selectors.ts';
import {CHAT_HEAD_ROWS, chatOf, layoutFrom} from '../arrange.ts';
import {messageAt, sourceAt, writtenBetween, type ShownMessage} from '../chat/pointing/asWritten.ts';
import {answeredAt, isThreadRow, reactionAt} from '../chat/pointing/aroundMessage.ts';
import {rowPlaces} from '../chat/pointing/rowPlaces.ts';
import {unreadAbove} from '../chat/watching/seen.ts';
import type {ChatColumns} from '../chat/rows/chatLine.ts';
import {chatWindow} from '../chat/chatWindow.ts';
import {ownRowsOf, pieceOfSeq} from '../chat/timeline.ts';
import {firstUnread, linesDown, linesUp, newest} from '../keys/acts/reading.ts';
import {choose} from '../keys/acts/messages.ts';
import {followLinkAt} from '../keys/acts/links.ts';
import {goToPlace, openThread} from '../keys/acts/places.ts';
import {isMoved, type Spot} from '../layout/drag.ts';
import type {Box} from '../layout/layout.ts';
import type {Screen} from '../screenContext.ts';
import type {MouseReport} from '../terminal/input/mouse.ts';

const NO_KEY = {chord: '', text: '', sequence: ''};

/** The place under the mouse, or the nearest one. */
function spotAt(screen: Screen, box: Box, {column, row}: MouseReport): Spot | undefined {
  const view = screen.store.get();
  const chat = chatOf(view, screen);
  if (chat === undefined) return undefined;
  const places = rowPlaces(chat.timeline, chat.height, view.ui.anchorByRoom[viewKeyOf(view.state)]);
  const at = Math.max(0, Math.min(places.length - 1, row - box.top - CHAT_HEAD_ROWS));
  const place = places[at] ?? places.slice(at).find(one => one !== undefined);
  if (place === undefined) return undefined;
  const inPane = Math.max(0, Math.min(box.columns - 1, column - box.left));
  return {seq: place.seq, row: place.row, column: places[at] === undefined ? 0 : inPane};
}

/** Starts a click or a drag; which of the two is known at the release. */
export function pressInChat(screen: Screen, box: Box, at: MouseReport): void {
  const {store} = screen;
  const spot = spotAt(screen, box, at);
  if (spot === undefined) return;
  store.change({type: 'focusMoved', to: 'composer'});
  store.change({type: 'messageChosen', selection: undefined});
  store.change({type: 'dragChanged', drag: {key: viewKeyOf(store.get().state), from: spot, to: spot}});
}

/** Scrolls the chat when the drag goes beyond its edges. */
export function dragInChat(screen: Screen, at: MouseReport): void {
  const {store} = screen;
  const {drag} = store.get().ui;
  const box = boxOf(screen);
  if (drag === undefined || box === undefined || drag.key !== viewKeyOf(store.get().state)) return;
  if (at.row < box.top + CHAT_HEAD_ROWS) linesUp(screen, NO_KEY);
  else if (at.row >= box.top + box.rows) linesDown(screen, NO_KEY);
  const to = spotAt(screen, box, at);
  if (to !== undefined) store.change({type: 'dragChanged', drag: {...drag, to}});
}

export function releaseInChat(screen: Screen, at: MouseReport): void {
  const {store} = screen;
  const {drag} = store.get().ui;
  const box = boxOf(screen);
  const chat = chatOf(store.get(), screen);
  if (drag === undefined || box === undefined || chat === undefined) return;
  if (drag.key !== viewKeyOf(store.get().state)) return store.change({type: 'dragChanged', drag: undefined});
  if (isMoved(drag)) return screen.copy(writtenBetween(chat.timeline, drag));
  store.change({type: 'dragChanged', drag: undefined});
  return click(screen, box, at, drag.from);
}

const boxOf = (screen: Screen): Box | undefined => layoutFrom(screen.store.get(), screen)?.panes.chat;

/** @param spot where the button was pressed; by now new messages may have moved it */
function click(screen: Screen, box: Box, at: MouseReport, spot: Spot): void {
  const view = screen.store.get();
  const chat = chatOf(view, screen);
  if (chat === undefined) return;
  const {timeline, height} = chat;
  const shown = chatWindow(timeline, height, view.ui.anchorByRoom[viewKeyOf(view.state)]);
  const inChat = at.row - box.top - CHAT_HEAD_ROWS;
  if (!shown.isAtEnd && inChat === height - 1) return newest(screen, NO_KEY);
  if (inChat === 0 && unreadAbove(timeline.one, shown, timeline.look.me) > 0) return firstUnread(screen, NO_KEY);
  const piece = pieceOfSeq(timeline, spot.seq);
  const own = ownRowsOf(timeline, piece);
  if (own === undefined || own.entry.seq !== spot.seq || spot.row < own.from || spot.row >= own.to) return;
  const said = messageAt(timeline, piece);
  if (said !== undefined && clickMessage(screen, said, spot, timeline.look.widths)) return;
  choose(screen, own.entry.seq);
}

/** Acts on the clicked part of a message. @returns whether there was something to click */
function clickMessage(screen: Screen, said: ShownMessage, {row, column}: Spot, widths: ChatColumns): boolean {
  const roomId = shownRoom(screen.client.getState())?.room.roomId;
  const {entry} = said.own;
  if (roomId === undefined) return false;
  const place = {roomId, seq: entry.seq};
  const at = sourceAt(said, row, column);
  if (at !== undefined) return followLinkAt(screen, said.source, at);
  const reaction = reactionAt(said, row, column, widths);
  if (reaction !== undefined) {
    screen.run(react(screen.client, place, {emoji: reaction.emoji, isOn: !reaction.isMine}));
    return true;
  }
  if (isThreadRow(said, row)) {
    openThread(screen, place);
    return true;
  }
  const answered = answeredAt(said, row, widths);
  if (answered === undefined) return false;
  if (answered.isThread) openThread(screen, {roomId, seq: answered.seq});
  else goToPlace(screen, {roomId, seq: answered.seq});
  return true;
}
