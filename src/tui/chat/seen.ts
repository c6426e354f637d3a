/** What of a room was in front of somebody's eyes: only that is read. */
import {useEffect, useRef} from 'react';
import {isUnread} from '../../client/state/counting.ts';
import type {RoomState} from '../../client/state/state.ts';
import {useChat, useScreen} from '../useChat.ts';
import type {ChatWindow} from './chatWindow.ts';

/** Unread messages above the upper edge; when there are some, the line that says so covers one more row. */
export function unreadAbove({room, entries, isLoaded}: RoomState, shown: ChatWindow, me: string): number {
  if (!isLoaded || room.unread === 0) return 0;
  const unreadBefore = (seq: number) =>
    room.unread - entries.filter(entry => entry.seq >= seq && isUnread(entry, room.readSeq, me)).length;
  return unreadBefore(shown.topSeq) <= 0 ? 0 : unreadBefore(shown.topSeqCovered);
}

/**
 * Moves the cursor to the lower edge as soon as nothing unread is above the upper one. Who follows the newest message has seen what runs through between
 * two frames.
 */
export function useReading(one: RoomState | undefined, shown: ChatWindow | undefined, me: string): void {
  const {client} = useScreen();
  const isInFront = useChat(({ui}) => ui.isInFront);
  const followed = useRef<number | undefined>(undefined);
  const roomId = one?.room.roomId;
  const isAllRead = one === undefined || one.room.readSeq >= one.room.lastSeq;
  const isAtEnd = shown?.isAtEnd === true;
  const isSeen = one?.isLoaded === true && shown !== undefined && unreadAbove(one, shown, me) === 0;
  const seq = isAtEnd ? undefined : shown?.bottomSeq;
  useEffect(() => {
    if (!isAtEnd || !isInFront || followed.current !== roomId) followed.current = undefined;
    if (roomId === undefined || !isInFront) return;
    if (!isAllRead && (isSeen || followed.current === roomId)) client.parts.sync.markRead(roomId, seq);
    if (isAtEnd && (isAllRead || isSeen)) followed.current = roomId;
  }, [client, roomId, isAtEnd, isInFront, isAllRead, isSeen, seq, one?.room.lastSeq, one?.entries]);
}
