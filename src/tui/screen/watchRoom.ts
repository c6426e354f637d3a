/** Ends what was for one room when another one is on the screen: its chosen message, and the way back from it. */
import type {Client} from '../../client/client.ts';
import type {Store} from '../store.ts';

/** @returns how to stop */
export function watchRoom(client: Client, store: Store): () => void {
  const look = () => store.change({type: 'roomShown', roomId: client.getState().currentRoomId});
  return client.addPart({on: {roomEntered: look, roomClosed: look, sessionOpened: look}});
}
