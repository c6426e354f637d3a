/** Where the verified part of a log continues after entries that the server removed before this device saw them. */
import type {Core} from '../../core/core.ts';
import {beginningOf} from '../../state/room/removed.ts';
import type {KeyStore} from '../keyStore.ts';

export interface Removed {
  /**
   * The seq behind which verification continues: the end of the verified part, or of the removed part. A false claim of the
   * server is visible: what it calls removed also disappears from screen and search, and the person is told how many entries
   * were never seen.
   * @param firstSeq as a page of the log reports it
   */
  skip(roomId: number, walked: number | undefined, firstSeq?: number): number | undefined;
  /** Entries before this seq were removed without being seen here; 0: none. */
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
      // A device that has not verified anything yet has missed nothing.
      if (rows.walkedIn(roomId) > 0)
        client.notify('info', `The server removed ${count} of the entries here before this device saw them.`, roomId);
      return begin - 1;
    },
  };
}
