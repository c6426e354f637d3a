/** For somebody who looks elsewhere: a bell for what is said to them, and what is unread in the terminal's title. */
import type {Notify} from '../shared/preferences.ts';
import {isMuted, isQuietTime, levelOf} from '../client/state/attention.ts';
import {addUnread, viewKeyOf} from '../client/state/selectors.ts';
import type {RoomState, State} from '../client/state/state.ts';
import {unreadWords} from './rows/unread.ts';
import type {Store, View} from './store.ts';
import type {Egress} from './terminal/egress.ts';

const BELL_GAP_MS = 1_000;

/** @returns how to stop */
export function watchAttention(store: Store, egress: Pick<Egress, 'ring' | 'setTitle'>): () => void {
  let before = store.get();
  let title = '';
  let rungAtMs = Number.NEGATIVE_INFINITY;

  function look(): void {
    const view = store.get();
    if (view.state.roomById !== before.state.roomById && isCalled(before.state, view) && isQuiet(view.nowMs)) {
      rungAtMs = view.nowMs;
      egress.ring();
    }
    before = view;
    const next = titleOf(view);
    if (next !== title) egress.setTitle(next);
    title = next;
  }
  const isQuiet = (nowMs: number) => Math.abs(nowMs - rungAtMs) >= BELL_GAP_MS;

  look();
  return store.subscribe(look);
}

/** In front of the reader: on screen, at its end, in a terminal that has the keyboard. */
const isRead = ({state, ui}: View, roomId: number): boolean =>
  ui.isInFront && roomId === viewKeyOf(state) && ui.anchorByRoom[roomId] === undefined;

/** What asks for one: by what was said of the room, every message, or those with one's name. */
const callsIn = (one: RoomState | undefined, level: Notify): number =>
  one === undefined || level === 'none' ? 0 : level === 'all' ? one.room.unread : one.room.mentions;

function isCalled(before: State, view: View): boolean {
  // What waited at the login is seen in the rooms pane.
  const {preferences} = view.state;
  if (before.me === undefined || isQuietTime(preferences, view.nowMs)) return false;
  return Object.values(view.state.roomById).some(one => {
    const {roomId} = one.room;
    const old = before.roomById[roomId];
    if (old === one || isMuted(one.room, preferences, view.nowMs) || isRead(view, roomId)) return false;
    const level = levelOf(one.room, preferences);
    return callsIn(one, level) > callsIn(old, level);
  });
}

function titleOf(view: View): string {
  const totals = {unread: 0, mentions: 0, direct: 0, rooms: 0};
  const {roomById, preferences} = view.state;
  for (const {room} of Object.values(roomById))
    if (!isRead(view, room.roomId) && !isMuted(room, preferences, view.nowMs)) addUnread(totals, room);
  return totals.unread === 0 ? 'chat-tui' : `chat-tui (${unreadWords(totals)})`;
}
