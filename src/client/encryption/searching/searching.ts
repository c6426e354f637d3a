/** Searches encrypted conversations in the local index, because the server cannot read them. */
import type {Entry} from '../../../shared/entries/entry.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {SearchAsked, SearchFound} from '../../../shared/search/search.ts';
import type {Core} from '../../core/core.ts';
import type {Conversations} from '../epochs/conversations.ts';
import type {KeyStore} from '../keyStore.ts';
import type {Reading} from '../reading/reading.ts';
import {createIndexQueue} from './indexQueue.ts';
import {openIndexing, type Indexing} from './indexing.ts';
import {openSealedIndex, removeSealedIndex, type SealedIndex} from './sealedIndex.ts';

export interface Searching {
  /** `undefined` when this machine keeps no history, or the index cannot be opened. */
  search(asked: SearchAsked, roomIds: readonly number[]): Promise<SearchFound | undefined>;
  /** Opens the index, and adds new entries of these conversations. */
  catchUp(roomIds: readonly number[], options?: Parameters<Indexing['catchUp']>[1]): Promise<void>;
  /** Queues decrypted entries for the index; does nothing while it is closed. */
  take(roomId: number, entries: readonly Entry[]): void;
  /** Removes a room from the index, or its entries before this seq. */
  removeBefore(roomId: number, seq?: number): Promise<void>;
  /** The index; `undefined` while it is closed. */
  index(): SealedIndex | undefined;
  /** Number of entries in these rooms that are not indexed yet; `undefined` when no history is kept. */
  behind(roomIds: readonly number[]): Promise<number | undefined>;
  /** Empties the index, which is rebuilt on the next connection. @returns the number of removed entries */
  clear(): Promise<number>;
  /** Deletes the index and makes no new one. */
  forget(): Promise<void>;
  /** Resolves when the index is closed and will not be opened again. */
  close(): Promise<void>;
}

interface Parts {
  name: string;
  store: KeyStore;
  reading: Reading;
  conversations: Conversations;
  /** Whether this device is part of the account. */
  isApproved: () => boolean;
}

interface Opened {
  index: SealedIndex;
  indexing: Indexing;
}

export function openSearching(client: Core, {name, store, reading, conversations, isApproved}: Parts): Searching {
  const dir = client.local.dirOf(name);
  let opening: Promise<Opened | undefined> | undefined;
  let opened: Opened | undefined;
  let isEnded = false;
  /** Ends when the current indexing run has; serializes runs over the same rooms. */
  let underWay: Promise<void> = Promise.resolve();

  const begin = async (): Promise<Opened | undefined> => {
    const {history: bounds} = client.options;
    if (bounds?.messagesMax === 0) removeSealedIndex(dir);
    if (bounds === undefined || bounds.messagesMax === 0 || isEnded) return undefined;
    const index = await openSealedIndex({dir, store, bounds, me: name});
    if (index === undefined) return undefined;
    if (isEnded) {
      index.close();
      return undefined;
    }
    const epochsOf = (roomId: number) => conversations.known(roomId)?.epochs ?? [];
    opened = {index, indexing: openIndexing(client, {index, reading, epochsOf, isApproved})};
    return opened;
  };
  /** Opens the index once; after a disk error the next search tries again. */
  const open = (): Promise<Opened | undefined> => {
    opening ??= begin().catch((error: unknown) => {
      opening = undefined;
      if (error instanceof ChatError) throw error;
      return undefined;
    });
    return opening;
  };
  /** Ignores expected errors, which only make the search incomplete. */
  const quietly = async (work: (open: Opened) => Promise<void>): Promise<void> => {
    if (opened === undefined) return;
    try {
      await work(opened);
    } catch (error) {
      if (!(error instanceof ChatError) && !isDisk(error)) throw error;
    }
  };
  const lookThrough = async (...asked: Parameters<Indexing['catchUp']>): Promise<void> => {
    underWay = underWay.then(() => quietly(({indexing}) => indexing.catchUp(...asked)));
    await underWay;
  };
  const indexQueue = createIndexQueue({
    put: (roomId, entries) => quietly(({indexing}) => indexing.take(roomId, entries)),
    catchUp: lookThrough,
    background: work => client.background(work),
  });
  const close = async (): Promise<void> => {
    isEnded = true;
    indexQueue.drop();
    opened?.index.close();
    opened = undefined;
    // An index that is still being opened is closed as soon as it is open.
    await opening?.catch(() => undefined);
  };

  return {
    async search(asked, roomIds) {
      const now = await open();
      if (now === undefined) return undefined;
      return {...(await now.index.search(client.getState(), asked)), behind: now.indexing.behind(roomIds)};
    },
    async catchUp(roomIds, options) {
      if ((await open()) === undefined) return;
      await indexQueue.flush();
      await lookThrough(roomIds, options);
    },
    take(roomId, entries) {
      if (opened !== undefined) indexQueue.take(roomId, entries);
    },
    async removeBefore(roomId, seq) {
      if (seq === undefined) indexQueue.drop(roomId);
      else await indexQueue.flush();
      await quietly(({index}) => (seq === undefined ? index.forget(roomId) : index.removeBefore(roomId, seq)));
    },
    index: () => opened?.index,
    behind: async roomIds => (await open())?.indexing.behind(roomIds),
    clear: async () => (await open())?.index.clear() ?? 0,
    async forget() {
      await close();
      removeSealedIndex(dir);
    },
    close,
  };
}

/** Whether this is an SQLite error, such as a full disk or a damaged file, which is recreated at the next start. */
const isDisk = (error: unknown): boolean => error instanceof Error && 'errcode' in error;
