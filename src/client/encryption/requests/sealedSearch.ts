/** Search in encrypted conversations for the rest of the client, whether keys are there and open or not. */
import {ChatError} from '../../../shared/errors.ts';
import type {SearchAsked, SearchFound} from '../../../shared/search/search.ts';
import type {Core} from '../../core/core.ts';
import type {KeySession} from '../session.ts';
import {removeSealedIndex} from '../searching/sealedIndex.ts';

export interface SealedSearch {
  /** Tells which rooms are searched on this machine only. */
  here(): Promise<(roomId: number) => boolean>;
  /**
   * `undefined` where there is no encrypted conversation, or none that this machine can search. @throws search-invalid, and where
   * one of them is asked for also keys-…, search-unkept
   */
  search(asked: SearchAsked): Promise<SearchFound | undefined>;
  /** Indexes all missing entries, of one conversation or all, at once. @param onProgress how many entries are left */
  lookThrough(roomId: number | undefined, onProgress: (behind: number) => void): Promise<void>;
  /** The same in the background. */
  catchUp(): Promise<void>;
  /** Removes a room from the index, or its entries before this seq. */
  removeBefore(roomId: number, seq?: number): void;
  /** @returns how many entries it had */
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
  /** Opens the index where there are keys. */
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
        // Elsewhere things can be found all the same; what is asked in a wrong way is wrong everywhere.
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
      // The short ones first: most of them are done at once.
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
