/** Loads missing entries of the log where the reader looks, and settles a jump once its target is loaded. */
import {useEffect} from 'react';
import {viewKeyOf} from '../../../client/state/selectors.ts';
import type {RoomState} from '../../../client/state/state.ts';
import type {Anchor} from '../../ui.ts';
import {useChat, useScreen} from '../../useChat.ts';
import type {ChatWindow} from '../chatWindow.ts';

export function useLoading(
  one: RoomState | undefined,
  shown: ChatWindow | undefined,
  anchor: Anchor | undefined,
): void {
  const screen = useScreen();
  const isOnline = useChat(({state}) => state.connection.status === 'online');
  const key = useChat(({state}) => viewKeyOf(state));
  const roomId = one?.room.roomId;
  const isFree = one !== undefined && !one.isLoadingOlder;
  const wanted = isFree && shown?.wanted !== undefined ? JSON.stringify(shown.wanted) : undefined;
  const isFollowing = shown?.isAtEnd === true && anchor !== undefined && one?.isLoaded === true;
  useEffect(() => {
    if (roomId === undefined || wanted === undefined) return;
    const loading = screen.client.parts.sync.loadPiece(roomId, JSON.parse(wanted) as NonNullable<ChatWindow['wanted']>);
    const follow = () => screen.store.change({type: 'scrolled', roomId, anchor: undefined});
    // If the target of a jump cannot be loaded, the newest entries are shown.
    screen.run(loading.then(isFound => (isFound || !wanted.includes('aroundSeq') ? undefined : follow())));
    // Depends on the connection, so that entries that are not cached on this machine are requested again once online.
  }, [screen, roomId, wanted, isOnline]);
  // Once everything up to the end is visible, the chat follows the newest message.
  useEffect(() => {
    if (isFollowing) screen.store.change({type: 'followed', roomId: key});
  }, [screen, key, isFollowing]);
}
