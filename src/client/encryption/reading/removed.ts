/** Where the verified part of a log goes on after entries that the server has removed before they were seen here. */
import type {Core} from '../../core/core.ts';
import {beginningOf} from '../../state/room/removed.ts';
import type {KeyStore} from '../keyStore.ts';

export interface Removed {
  /**
   * The end of the verified part, or of what was removed behind it. A server that lies about what it has removed is heard
   * everywhere: what it calls removed is gone from the screen and the search as well, and that some of it was not seen is told.
   * @param firstSeq as a page tells it
   */
  skip(roomId: number, walked: number | undefined, firstSeq?: number): number | undefined;
  /** Before this seq something was removed that was not seen here; 0 for nothing. */
  beginSeq(roomId: number): number;
}

const placeOf = (roomId: number) => `removed ${roomId}`;

export function openRemoved(
  client: Core,
  {rows, secret, putSecret}: Pick<KeyStore, 'rows' | 'secret' | 'putSecret'>,
): Removed {
  const beginSeq = (roomId: number): number => Number(secret(placeOf(roomId))?.toString() ?? 0);
  return {
    beginSeq,
    skip(roomId, walked, firstSeq) {
      const {room} = client.getState().roomById[roomId] ?? {};
      const begin = Math.max(firstSeq ?? 0, room === undefined ? 0 : beginningOf(room));
      if (walked === undefined || begin - 1 <= walked) return walked;
      if (room !== undefined && begin > beginningOf(room))
        client.dispatch({type: 'entriesRemoved', roomId, firstSeq: begin});
      if (begin === beginSeq(roomId)) return begin - 1;
      putSecret(placeOf(roomId), Buffer.from(String(begin)));
      const count = begin - 1 - walked;
      // A device that begins to read has missed nothing.
      if (rows.walkedIn(roomId) > 0)
        client.notify('info', `The server removed ${count} of the entries here before this device saw them.`, roomId);
      return begin - 1;
    },
  };
}
