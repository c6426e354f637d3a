/** Marks as read only what was visible in front of the reader. */
import {useEffect, useRef} from 'react';
import {isUnread} from '../../../client/state/room/unreadCounts.ts';
import {entriesBetween} from '../../../client/state/room/pieces.ts';
import {heldSeq} from '../../../client/state/room/roomState.ts';
import type {Entry} from '../../../shared/entries/entry.ts';
import {isLocal} from '../../../client/state/selectors.ts';
import type {RoomState} from '../../../client/state/state.ts';
import {useChat, useScreen} from '../../useChat.ts';
import type {ChatWindow} from '../chatWindow.ts';
import {isInSight} from '../../ui.ts';

/** Number of unread messages above the upper edge; the line that shows it covers one more row. */
export function unreadAbove(one: RoomState, shown: ChatWindow, me: string): number {
  if (!one.isLoaded || one.room.unread === 0) return 0;
  const count = unreadBefore(one, shown.topSeq, me);
  if (count <= 0) return 0;
  return shown.topSeqCovered === shown.topSeq ? count : unreadBefore(one, shown.topSeqCovered, me);
}

/**
 * Number of unread messages before a seq: exact if all entries between it and the cursor, or the end, are loaded; else an
 * estimate.
 */
function unreadBefore(one: RoomState, seq: number, me: string): number {
  const {readSeq, unread} = one.room;
  const countIn = (entries: readonly Entry[]) =>
    entries.filter(entry => isUnread(entry, readSeq, me, one.ignored)).length;
  const above = entriesBetween(one, readSeq + 1, seq - 1);
  if (above !== undefined) return countIn(above);
  const below = entriesBetween(one, Math.max(seq, readSeq + 1), heldSeq(one));
  return below === undefined ? Math.min(unread, seq - readSeq - 1) : unread - countIn(below);
}

/** Marks the open thread as read once its end was visible. */
export function useThreadReading(one: RoomState | undefined, shown: ChatWindow | undefined): void {
  const {client} = useScreen();
  const isBeforeEyes = useChat(({ui}) => isInSight(ui));
  const isSeen = isBeforeEyes && one?.threadOf !== undefined && one.isLoaded && shown?.isAtEnd === true;
  useEffect(() => {
    if (isSeen) client.parts.threads.markRead();
  }, [client, isSeen, one?.threadOf, one?.entries]);
}

/**
 * Moves the read cursor to the lower edge once nothing unread is above the upper edge. While the chat follows the newest
 * message, entries that scroll through between two frames count as read.
 */
export function useReading(one: RoomState | undefined, shown: ChatWindow | undefined, me: string): void {
  const {client, store} = useScreen();
  const isBeforeEyes = useChat(({ui}) => isInSight(ui));
  // Nothing is marked as read before the server's first answer, because new messages are still to come.
  const isConnecting = useChat(({state}) => state.connection.status === 'connecting');
  const isOnline = useChat(({state}) => state.connection.status === 'online');
  const followed = useRef<number | undefined>(undefined);
  const roomId = one?.room.roomId;
  const isAllRead = one === undefined || one.room.readSeq >= one.room.lastSeq;
  // After a reconnect, `lastSeq` is known before the entries up to it are loaded.
  const isAtEnd = shown?.isAtEnd === true && one !== undefined && heldSeq(one) >= one.room.lastSeq;
  const isHeld = one?.isHeld === true;
  // Entries that arrive after a reconnect did not scroll by, so only visible ones count as read.
  const mayFollow = isOnline || (roomId !== undefined && isLocal(roomId));
  const isSeen = one?.isLoaded === true && shown?.isUnloaded === false && unreadAbove(one, shown, me) === 0;
  const seq = isAtEnd ? undefined : shown?.bottomSeq;
  useEffect(() => {
    if (!isAtEnd || !isBeforeEyes || !mayFollow || followed.current !== roomId) followed.current = undefined;
    const isReading = isBeforeEyes && !isHeld && !isConnecting;
    if (isReading && roomId !== undefined) {
      if (!isAllRead && (isSeen || followed.current === roomId)) client.parts.sync.markRead(roomId, seq);
      if (mayFollow && isAtEnd && (isAllRead || isSeen)) followed.current = roomId;
    }
    store.change({type: 'following', roomId: isReading ? followed.current : undefined});
  }, [
    client,
    store,
    roomId,
    isAtEnd,
    isBeforeEyes,
    isConnecting,
    mayFollow,
    isHeld,
    isAllRead,
    isSeen,
    seq,
    one?.room.lastSeq,
    one?.entries,
  ]);
}
