/** For somebody who looks elsewhere: a bell for what is said to them, and what is unread in the terminal's title. */
import type {RoomState, State} from '../client/state/state.ts';
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
  ui.isInFront && roomId === state.currentRoomId && ui.anchorByRoom[roomId] === undefined;

/** What asks for one in person: direct messages, and messages with one's name. */
const callsIn = (one: RoomState | undefined): number =>
  one === undefined ? 0 : one.room.kind === 'direct' ? one.room.unread : one.room.mentions;

function isCalled(before: State, view: View): boolean {
  // What waited at the login is seen in the rooms pane.
  if (before.me === undefined) return false;
  return Object.values(view.state.roomById).some(one => {
    const {roomId} = one.room;
    const old = before.roomById[roomId];
    return old !== one && callsIn(one) > callsIn(old) && !isRead(view, roomId);
  });
}

function titleOf(view: View): string {
  let unread = 0;
  for (const {room} of Object.values(view.state.roomById)) if (!isRead(view, room.roomId)) unread += room.unread;
  return unread === 0 ? 'chat-tui' : `chat-tui (${unread})`;
}
