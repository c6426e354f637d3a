/** Searches encrypted conversations in the local index, because no server can read them. */
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
  /** `undefined` where nothing is kept on this machine, or cannot be. */
  search(asked: SearchAsked, roomIds: readonly number[]): Promise<SearchFound | undefined>;
  /** Opens the index, and adds what is new in these conversations. */
  catchUp(roomIds: readonly number[], options?: Parameters<Indexing['catchUp']>[1]): Promise<void>;
  /** Queues opened entries for the index; does nothing where it is not open. */
  take(roomId: number, entries: readonly Entry[]): void;
  /** Nothing of a room is kept any more, or nothing before this place. */
  removeBefore(roomId: number, seq?: number): Promise<void>;
  /** As far as it is open. */
  index(): SealedIndex | undefined;
  /** Entries of these that were not looked through yet; `undefined` where nothing is kept. */
  behind(roomIds: readonly number[]): Promise<number | undefined>;
  /** Empties it; it is made anew with the next connection. @returns how many entries that were */
  clear(): Promise<number>;
  /** Deletes the index and makes no new one. */
  forget(): Promise<void>;
  /** Resolves when nothing is open, nor will be. */
  close(): Promise<void>;
}

interface Parts {
  name: string;
  store: KeyStore;
  reading: Reading;
  conversations: Conversations;
  /** This device is one of the account's. */
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
  /** Serializes indexing runs over the same rooms. */
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
  /** What the disk refuses is tried again with the next search. */
  const open = (): Promise<Opened | undefined> => {
    opening ??= begin().catch((error: unknown) => {
      opening = undefined;
      if (error instanceof ChatError) throw error;
      return undefined;
    });
    return opening;
  };
  /** Failures only make search incomplete. */
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
    // One that is being opened is closed at once.
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

/** SQLite's own: a full disk, a damaged file, which is begun anew with the next start. */
const isDisk = (error: unknown): boolean => error instanceof Error && 'errcode' in error;
