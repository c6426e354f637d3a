/**
 * Keeps the state equal to the server's log: opens sessions, fetches pages, gaps, members and read positions, and limits the
 * entries in memory.
 */
import {coalesce} from '../../shared/bounds/coalesce.ts';
import {textOf, type Entry} from '../../shared/entries/entry.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import {onceWithRetries, onceAtATime, type Once} from '../core/onceAtATime.ts';
import {openRetries} from '../line/retries.ts';
import {openCursors} from './cursors.ts';
import {fetchMembers, fetchNewest, fetchPiece, NEWEST_COUNT, type WantedPiece} from './fetching.ts';
import {fetchGap} from './gaps.ts';
import {openServerSession} from './opening.ts';
import type {Part} from '../core/part.ts';
import {beginningOf} from '../state/room/removed.ts';
import {placedInLobby} from '../state/room/roomMerge.ts';
import {isOnline, roomByLabel} from '../state/selectors.ts';
import {heldCount, heldEntries} from '../state/room/pieces.ts';
import {gapAfter} from '../state/room/roomState.ts';
import type {RoomState} from '../state/state.ts';

export interface Sync extends Part {
  /** Loads one more page of older entries; does nothing while one is being loaded, or at the beginning of the log. */
  loadOlder(roomId: number): Promise<void>;
  /**
   * Loads the next page for a reader. Within one connection, a request without result is not repeated, and a temporarily
   * refused one is retried later.
   * @returns whether it is loaded, or may still be
   */
  loadPiece(roomId: number, wanted: WantedPiece): Promise<boolean>;
  /** Keeps older entries in memory until the newest is seen or the room is left. */
  readBack(roomId: number): void;
  /** Moves the read position to the end of the loaded log, or to this seq; it is sent to the server soon after. */
  markRead(roomId: number, seq?: number): void;
  /** Sets the read position back on all devices: this seq is the first unread one. @throws server-too-old */
  setUnread(roomId: number, seq: number): Promise<void>;
}

/** Entries kept in memory: of the room on screen, and of each other room. */
const KEEP_CURRENT = 2_000;
const KEEP_OTHERS = 400;
/** Entries kept while the person has scrolled back, and while entries after the read position are unseen. */
const KEEP_READ_BACK = 50_000;
const KEEP_UNSEEN = 10_000;
/** UTF-16 code units of text kept per room, even if it has few entries. */
const KEEP_TEXT = 16 * 1024 ** 2;
/** Trimming starts at this multiple of the limit, because each trim copies the entries. */
const KEEP_SLACK = 1.25;
/** The text of a room is measured again after this much new text (code units). */
const GROWN_TEXT = KEEP_TEXT / 16;
const FRUITLESS_MAX = 1_000;
/** Requests for new counts within this time are combined, in milliseconds. */
const RECOUNT_COALESCE_MS = 250;

/** How many of the newest entries fit into `KEEP_TEXT`; at least one. */
function countFitting(entries: readonly Entry[]): number {
  let length = 0;
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at];
    length += entry === undefined ? 0 : textOf(entry).length;
    if (length > KEEP_TEXT) return Math.max(1, entries.length - 1 - at);
  }
  return entries.length;
}

const textLengthOf = (entries: readonly Entry[]): number =>
  entries.reduce((length, entry) => length + textOf(entry).length, 0);

/** A page with more text than an honest server sends: memory is trimmed then, even while the person has scrolled back. */
const hasTooMuchText = (entries: readonly Entry[]): boolean => textLengthOf(entries) > KEEP_TEXT / 4;

/** Key of a request, e.g. `piece 3 {"beforeSeq":7}`. */
const pieceKey = (roomId: number, wanted: WantedPiece): string => `piece ${roomId} ${JSON.stringify(wanted)}`;

export function sync(client: Core): Sync {
  const isHeadless = client.options.isHeadless ?? false;
  /** Retries of refused requests, by key, e.g. `gap 3`. */
  const retries = openRetries(client);
  const cursors = openCursors(client, retries);
  const running = onceAtATime((key, error) => {
    if (error === undefined) retries.succeeded(key);
    else retries.failed(key, error, examineAll);
  });
  const once: Once = (key, work, look) => {
    if (!retries.isHeld(key)) running(key, work, look);
  };
  /** Rooms whose members were fetched on this connection. */
  const membersKnown = new Set<number>();
  /** Gaps that the server could not fill: room → `lastSeq` at that time. */
  const hopeless = new Map<number, number>();
  /** Rooms in which the person has scrolled back; they are not trimmed. */
  const readBack = new Set<number>();
  /** Requests without result, by `pieceKey`. */
  const fruitless = new Set<string>();

  const startSession = async () => {
    if (!(await openServerSession(client)) || isOnline(client.getState())) return;
    membersKnown.clear();
    hopeless.clear();
    fruitless.clear();
    client.dispatch({type: 'connectionChanged', connection: {status: 'online'}});
  };
  const onceOpened = onceWithRetries(retries);
  /** Requests all counts again; coalesced, in case the counts never match. */
  const recounting = coalesce(() => {
    if (isOnline(client.getState())) onceOpened('session', startSession, examineAll);
  });
  const recount = () => recounting.plan(RECOUNT_COALESCE_MS);
  const fillGap = (roomId: number, lastSeq: number) => {
    if (hopeless.get(roomId) === lastSeq) return;
    const fill = async () => {
      const result = await fetchGap(client, roomId);
      if (result !== 'filled') hopeless.set(roomId, lastSeq);
      if (result === 'recount') recount();
    };
    once(`gap ${roomId}`, fill, () => examine(roomId));
  };
  const loadMembers = (roomId: number) => {
    const load = async () => {
      await fetchMembers(client, roomId);
      membersKnown.add(roomId);
    };
    once(`members ${roomId}`, load, () => examine(roomId));
  };

  const quietly = onceAtATime();
  const loadQuietly = (roomId: number, wanted: WantedPiece) =>
    quietly(pieceKey(roomId, wanted), async () => void (await part.loadPiece(roomId, wanted)));
  /** Fetches a piece. A failure plans its retry, or none, before the screen reacts to the missing piece. */
  const fetchOrPlan = async (roomId: number, wanted: WantedPiece): Promise<boolean> => {
    const key = pieceKey(roomId, wanted);
    try {
      const isFound = await fetchPiece(client, roomId, wanted);
      retries.succeeded(key);
      return isFound;
    } catch (error) {
      if (error instanceof ChatError && !error.canRetry) noteFruitless(key);
      retries.failed(key, error, () => loadQuietly(roomId, wanted));
      client.dispatch({type: 'olderFailed', roomId});
      throw error;
    }
  };
  const noteFruitless = (key: string) => {
    if (fruitless.size >= FRUITLESS_MAX) fruitless.clear();
    fruitless.add(key);
  };

  /** Fetches the first unread entry in parallel with the newest page, so that entering a room takes one round trip. */
  const loadFirstUnread = ({room, newAfterSeq}: RoomState) => {
    if (newAfterSeq === undefined) return;
    const aroundSeq = Math.max(newAfterSeq + 1, beginningOf(room));
    const isInNewest = room.lastSeq - aroundSeq < NEWEST_COUNT;
    if (!isInNewest) loadQuietly(room.roomId, {aroundSeq});
  };

  /** Checks one room after a change and starts the requests that it needs. */
  const examine = (roomId: number) => {
    const state = client.getState();
    const one = state.roomById[roomId];
    if (one === undefined || !isOnline(client.getState())) return;
    const isCurrent = state.currentRoomId === roomId;
    if (one.needsCounts) recount();
    if (isCurrent && !one.isLoaded) {
      once(
        `newest ${roomId}`,
        () => fetchNewest(client, roomId),
        () => examine(roomId),
      );
      loadFirstUnread(one);
    } else if (gapAfter(one) !== undefined) fillGap(roomId, one.room.lastSeq);
    if (isCurrent && (one.memberNames === undefined || !membersKnown.has(roomId))) loadMembers(roomId);
  };
  const keptIn = ({room}: RoomState): number => {
    if (client.getState().currentRoomId !== room.roomId) return KEEP_OTHERS;
    if (readBack.has(room.roomId)) return KEEP_READ_BACK;
    // With many unread entries the person is probably reading above the end.
    return room.lastSeq - room.readSeq > KEEP_CURRENT / 2 ? KEEP_UNSEEN : KEEP_CURRENT;
  };
  /** By room: code units of text added since it was last measured. */
  const grownById = new Map<number, number>();
  const grow = (roomId: number, entries: readonly Entry[]) => {
    const one = client.getState().roomById[roomId];
    if (one === undefined) return;
    const grown = (grownById.get(roomId) ?? 0) + textLengthOf(entries);
    grownById.set(roomId, grown);
    if (grown >= GROWN_TEXT || isTooMany(one)) trim(roomId);
  };
  const isTooMany = (one: RoomState): boolean => heldCount(one) > keptIn(one) * KEEP_SLACK;
  const trim = (roomId: number) => {
    grownById.delete(roomId);
    const one = client.getState().roomById[roomId];
    if (one === undefined) return;
    const fitting = countFitting(heldEntries(one));
    if (isTooMany(one) || fitting < heldCount(one))
      client.dispatch({type: 'entriesTrimmed', roomId, keep: Math.min(keptIn(one), fitting)});
  };
  const examineAll = () => {
    const {currentRoomId, roomById} = client.getState();
    if (currentRoomId !== undefined) examine(currentRoomId);
    for (const one of Object.values(roomById)) {
      if (one.needsCounts || gapAfter(one) !== undefined) examine(one.room.roomId);
    }
  };
  const enterLobby = () => {
    const {currentRoomId, roomById, view} = client.getState();
    // The stored view is still being read: it decides which room is entered.
    if (view === undefined) return;
    const last = view.roomLabel === '' ? undefined : roomByLabel(client.getState(), view.roomLabel);
    const roomId = last?.room.roomId ?? placedInLobby(roomById).currentRoomId;
    if (currentRoomId === undefined && roomId !== undefined) client.dispatch({type: 'roomEntered', roomId});
  };
  const leaveRoom = (roomId: number | undefined) => {
    if (roomId === undefined) return;
    readBack.delete(roomId);
    trim(roomId);
  };

  const part: Sync = {
    onConnected() {
      if (client.line.getToken() !== undefined) return void startSession();
      client.dispatch({type: 'connectionChanged', connection: {status: 'anonymous'}});
    },
    on: {
      connectionChanged({connection}) {
        retries.cancel();
        if (connection.status !== 'online') return;
        cursors.flush();
        if (!isHeadless) enterLobby();
        examineAll();
      },
      sessionOpened({rooms}, before) {
        cursors.meet(rooms, before);
        if (isOnline(client.getState())) examineAll();
      },
      viewRecalled() {
        if (isOnline(client.getState())) enterLobby();
      },
      entriesRecalled: ({roomId}) => examine(roomId),
      historyRefuted({roomId}) {
        cursors.forget(roomId);
        examine(roomId);
      },
      roomEntered({roomId}, before) {
        leaveRoom(before.currentRoomId);
        examine(roomId);
      },
      roomClosed() {
        const {currentRoomId} = client.getState();
        if (currentRoomId !== undefined) examine(currentRoomId);
      },
      entriesAppended({roomId, entries}) {
        examine(roomId);
        grow(roomId, entries);
      },
      entriesLoaded({roomId, place, entries}) {
        examine(roomId);
        if (place === 'piece' || hasTooMuchText(entries)) trim(roomId);
      },
      entriesRemoved: ({roomId}) => examine(roomId),
      cursorMoved: ({roomId}) => examine(roomId),
      contactChanged({contact}, before) {
        // Hidden messages are not counted here: only the server knows the new counts.
        const wasBlocked = before.contacts.get(contact.user.name)?.state === 'blocked';
        if (wasBlocked !== (contact.state === 'blocked')) recount();
      },
      roomOpened: ({room}) => examine(room.roomId),
    },
    readBack: roomId => void readBack.add(roomId),
    async loadOlder(roomId) {
      const one = client.getState().roomById[roomId];
      const beforeSeq = one === undefined ? 0 : (heldEntries(one)[0]?.seq ?? 0);
      await part.loadPiece(roomId, {beforeSeq});
    },
    async loadPiece(roomId, wanted) {
      const key = pieceKey(roomId, wanted);
      if (fruitless.has(key) || retries.isHeld(key)) return !fruitless.has(key);
      readBack.add(roomId);
      const isFound = isOnline(client.getState())
        ? await fetchOrPlan(roomId, wanted)
        : client.history.loadPiece(roomId, wanted);
      if (!isFound) noteFruitless(key);
      return isFound;
    },
    markRead(roomId, seq) {
      if (seq === undefined) readBack.delete(roomId);
      cursors.markRead(roomId, seq);
    },
    setUnread: (roomId, seq) => cursors.setUnread(roomId, seq),
    close() {
      recounting.cancel();
      retries.end();
      return cursors.close();
    },
  };
  return part;
}
