/**
 * Rings and shows a notice for messages and followed threads while the reader is elsewhere; shows the unread count in the title.
 */
import {isIgnored} from '../../client/state/room/ignored.ts';
import type {Client} from '../../client/client.ts';
import {isMessageOrFile, textOf, type Entry, readableTextOf} from '../../shared/entries/entry.ts';
import {bareText} from '../../shared/text/code.ts';
import {mentions} from '../../shared/words/mention.ts';
import type {Notify} from '../../shared/preferences.ts';
import {isMuted, isQuietTime, levelOf} from '../../client/state/notifyLevel.ts';
import {addUnread, labelOf, sumOf, viewKeyOf, type UnreadTotals} from '../../client/state/selectors.ts';
import type {RoomState, State} from '../../client/state/state.ts';
import {threadKey, unreadIn} from '../../client/state/threads.ts';
import {unreadWords} from '../rows/unread.ts';
import type {Store, View} from '../store.ts';
import type {Egress} from '../terminal/egress.ts';
import type {Notice} from '../terminal/notices.ts';
import {isInSight} from '../ui.ts';

const BELL_GAP_MS = 1_000;
/** Minimum time between two desktop notices; desktops stack them. */
const NOTICE_GAP_MS = 3_000;

/** Bell and title of the terminal, for all servers of the window. */
export interface Caller {
  call(nowMs: number, notice: () => Notice): void;
  /** Counts unread messages of a store for the title; `undefined` when the store is gone. */
  count(store: Store, totals: UnreadTotals | undefined): void;
}

interface Desktop {
  /** Somebody looks at the screen, so the bell is enough. */
  isInSight: () => boolean;
  tell: (notice: Notice) => void;
}

export function createCaller(egress: () => Pick<Egress, 'ring' | 'setTitle'>, desktop: Desktop): Caller {
  const totalsByStore = new Map<Store, UnreadTotals>();
  let rungAtMs = Number.NEGATIVE_INFINITY;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let title = '';
  return {
    call(nowMs, notice) {
      if (!desktop.isInSight() && Math.abs(nowMs - toldAtMs) >= NOTICE_GAP_MS) {
        toldAtMs = nowMs;
        desktop.tell(notice());
      }
      if (Math.abs(nowMs - rungAtMs) < BELL_GAP_MS) return;
      rungAtMs = nowMs;
      egress().ring();
    },
    count(store, totals) {
      if (totals === undefined) totalsByStore.delete(store);
      else totalsByStore.set(store, totals);
      const next = titleOf(sumOf([...totalsByStore.values()]));
      if (next !== title) egress().setTitle(next);
      title = next;
    },
  };
}

/** @returns how to stop */
export function watchAlerts(client: Pick<Client, 'addPart' | 'getState'>, store: Store, caller: Caller): () => void {
  let before = store.get();
  const said = new Map<number, Entry>();
  let ends: Ends | undefined;

  function look(): void {
    const view = store.get();
    if (view.state.me !== undefined) ends ??= endsOf(view.state);
    const calling = roomThatCalls(before.state, view, ends);
    if (calling !== undefined) caller.call(view.nowMs, () => noticeOf(calling, said.get(calling.room.roomId)));
    before = view;
    caller.count(store, totalsIn(view));
  }

  /** Uses events, because rooms whose log is not loaded alert too. */
  const stopHearing = client.addPart({
    on: {
      entriesAppended({roomId, entries}) {
        const state = client.getState();
        const me = state.me?.name ?? '';
        const one = state.roomById[roomId];
        const isTold = (entry: Entry) => entry.sender !== me && isMessageOrFile(entry) && !isIgnored(one, entry);
        const others = entries.filter(isTold);
        const newest = others.findLast(entry => mentions(textOf(entry), me)) ?? others.at(-1);
        if (newest !== undefined) said.set(roomId, newest);
      },
    },
  });
  look();
  const stop = store.subscribe(look);
  return () => {
    stopHearing();
    stop();
    caller.count(store, undefined);
  };
}

/** Whether the room is read as it arrives: on screen, at its end, not covered. */
const isRead = ({state, ui}: View, roomId: number): boolean =>
  isInSight(ui) && roomId === viewKeyOf(state) && ui.anchorByRoom[roomId] === undefined;

/** Number of messages that may alert, by the room's level: none, mentions only, or all. */
const callsIn = (one: RoomState | undefined, level: Notify): number =>
  one === undefined || level === 'none' ? 0 : level === 'all' ? one.room.unread : one.room.mentions;

/** Last seq of each room at the time of its last event: only replies after it are new in a thread that was followed later. */
type Ends = ReadonlyMap<number, number>;

const endsOf = ({roomById}: State): Ends =>
  new Map(Object.values(roomById).map(({room}) => [room.roomId, room.lastSeq] as const));

function roomThatCalls(before: State, view: View, ends: Ends = new Map()): RoomState | undefined {
  // No alert for what was unread at login; the rooms pane shows it.
  const {roomById, threads, preferences} = view.state;
  if (before.me === undefined || isQuietTime(preferences, view.nowMs)) return undefined;
  const calling =
    roomById === before.roomById ? undefined : Object.values(roomById).find(one => isCalledIn(one, before, view));
  return calling ?? (threads === before.threads ? undefined : roomOfThread(before, view, ends));
}

function isCalledIn(one: RoomState, before: State, view: View): boolean {
  const {roomId} = one.room;
  const old = before.roomById[roomId];
  const {preferences} = view.state;
  if (old === one || isMuted(one.room, preferences, view.nowMs) || isRead(view, roomId)) return false;
  if (isAllInThread(one, old, view)) return false;
  const level = levelOf(one.room, preferences);
  return callsIn(one, level) > callsIn(old, level);
}

/** Whether all new messages belong to the thread that is open on screen. */
function isAllInThread(one: RoomState, old: RoomState | undefined, view: View): boolean {
  const {openThread} = view.state;
  if (openThread === undefined || openThread.roomId !== one.room.roomId) return false;
  if (!isThreadRead(view, threadKey(openThread))) return false;
  const lastSeq = old?.room.lastSeq ?? 0;
  const fresh = one.entries.filter(entry => entry.seq > lastSeq && !isIgnored(one, entry));
  return fresh.length > 0 && fresh.every(entry => entry.kind === 'message' && entry.threadOf === openThread.seq);
}

const isThreadRead = ({state, ui}: View, key: string): boolean =>
  isInSight(ui) && key === viewKeyOf(state) && ui.anchorByRoom[key] === undefined;

/** A new reply in a followed thread alerts like a mention. */
function roomOfThread(before: State, view: View, ends: Ends): RoomState | undefined {
  const {state, nowMs} = view;
  const found = [...state.threads].find(([key, thread]) => {
    const {roomId} = thread;
    const known = before.threads.get(key);
    const room = state.roomById[roomId]?.room;
    if (known === thread || room === undefined || isMuted(room, state.preferences, nowMs)) return false;
    const newest = thread.unread.at(-1) ?? 0;
    const isNew = newest > (known?.unread.at(-1) ?? 0) && newest > (ends.get(roomId) ?? 0);
    return isNew && unreadIn(state, thread) > 0 && !isRead(view, roomId) && !isThreadRead(view, key);
  });
  return found && state.roomById[found[1].roomId];
}

/** Sender, room and text. Encrypted text is left out, because anybody near the desktop can read notices. */
function noticeOf(one: RoomState, entry: Entry | undefined): Notice {
  const where = labelOf(one.room);
  const title = entry === undefined || where === `@${entry.sender}` ? where : `${entry.sender} in ${where}`;
  if (one.lock !== undefined) return {title, body: 'an encrypted message'};
  const text = entry === undefined ? '' : bareText(readableTextOf(entry));
  return {title, body: text === '' ? 'something new' : text};
}

function totalsIn(view: View): UnreadTotals {
  const totals = {unread: 0, mentions: 0, direct: 0, rooms: 0};
  const {roomById, preferences} = view.state;
  for (const {room} of Object.values(roomById))
    if (!isRead(view, room.roomId) && !isMuted(room, preferences, view.nowMs)) addUnread(totals, room);
  return totals;
}

const titleOf = (totals: UnreadTotals): string =>
  totals.unread === 0 ? 'chat-tui' : `chat-tui (${unreadWords(totals)})`;
