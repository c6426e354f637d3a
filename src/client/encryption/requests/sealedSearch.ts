/** Search in encrypted conversations for the other parts of the client; handles missing and locked keys. */
import {ChatError} from '../../../shared/errors.ts';
import type {SearchAsked, SearchFound} from '../../../shared/search/search.ts';
import type {Core} from '../../core/core.ts';
import type {KeySession} from '../session.ts';
import {removeSealedIndex} from '../searching/sealedIndex.ts';

export interface SealedSearch {
  /** Returns a function that tells which rooms are searched only on this machine. */
  here(): Promise<(roomId: number) => boolean>;
  /**
   * `undefined` when there is no encrypted conversation, or none that this machine can search.
   * @throws search-invalid; when one of them is searched explicitly, also keys-…, search-unkept
   */
  search(asked: SearchAsked): Promise<SearchFound | undefined>;
  /** Indexes all missing entries of one conversation, or of all. @param onProgress called with the number of entries left */
  lookThrough(roomId: number | undefined, onProgress: (behind: number) => void): Promise<void>;
  /** Indexes missing entries of all conversations in the background. */
  catchUp(): Promise<void>;
  /** Removes a room from the index, or its entries before `seq`. */
  removeBefore(roomId: number, seq?: number): void;
  /** Empties the index. @returns the number of removed entries */
  count(): number;
  clear(): Promise<number>;
  forget(): void;
}

interface Parts {
  session: () => Promise<KeySession>;
  now: () => KeySession | undefined;
  isSealed: (roomId: number) => boolean;
  isPossible: () => boolean;
  loadPins: () => Promise<void>;
}

export function openSealedSearch(client: Core, {session, now, isSealed, isPossible, loadPins}: Parts): SealedSearch {
  const sealedIds = (): number[] =>
    Object.values(client.getState().roomById).flatMap(({room}) => (isSealed(room.roomId) ? room.roomId : []));
  /** Opens the index; `undefined` when there are no keys. */
  const opened = async (roomIds: readonly number[]): Promise<KeySession | undefined> =>
    roomIds.length === 0 || !isPossible() ? undefined : session();

  return {
    async here() {
      await loadPins();
      return isSealed;
    },
    async search(asked) {
      await loadPins();
      const {roomId} = asked;
      const isOne = roomId !== undefined && isSealed(roomId);
      if (roomId !== undefined && !isOne) return undefined;
      const roomIds = roomId === undefined ? sealedIds() : [roomId];
      try {
        const found = await (await opened(roomIds))?.searching.search(asked, roomIds);
        if (found === undefined && isOne) throw new ChatError('search-unkept');
        return found;
      } catch (error) {
        // Other sources can still be searched, so errors of this index are ignored, except for an invalid query.
        const isOurs = error instanceof ChatError && error.code !== 'search-invalid';
        if (isOurs && !isOne) return undefined;
        throw error;
      }
    },
    async lookThrough(roomId, onProgress) {
      await loadPins();
      const roomIds = sealedIds().filter(one => roomId === undefined || one === roomId);
      const one = await opened(roomIds).catch((error: unknown) => {
        if (error instanceof ChatError) return undefined;
        throw error;
      });
      await one?.searching.catchUp(roomIds, {isHasty: true, onProgress});
    },
    async catchUp() {
      // Rooms with short logs first: most of them are done at once.
      const lengthOf = (roomId: number) => client.getState().roomById[roomId]?.room.lastSeq ?? 0;
      await now()?.searching.catchUp(sealedIds().toSorted((one, other) => lengthOf(one) - lengthOf(other)));
    },
    removeBefore(roomId, seq) {
      const {searching} = now() ?? {};
      if (searching !== undefined) client.background(searching.removeBefore(roomId, seq));
    },
    count: () => now()?.searching.index()?.count() ?? 0,
    clear: async () => (await now()?.searching.clear()) ?? 0,
    forget() {
      const {me} = client.getState();
      const searching = now()?.searching;
      if (searching !== undefined) client.background(searching.forget());
      if (me !== undefined) removeSealedIndex(client.local.dirOf(me.name));
    },
  };
}
