/** The local store of an account as one running program uses it: the database and the program's own id in it. */
import {join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import {diskTroubleOf} from '../../shared/machine/diskTrouble.ts';
import {makeFolder} from '../../shared/machine/folder.ts';
import {enter} from './programs.ts';
import {openFrozen, type Database} from './sqlite.ts';
import {folderOf, openLocalStore, storeDirOf, storeFileIn, type StoreOptions} from './store.ts';

export interface AccountStore {
  /** The account's own folder. */
  readonly dir: string;
  readonly database: Database;
  /** Rows with this owner belong to this program as long as it lives. */
  readonly programId: string;
  /** Every part that opened it closes it; the last one ends the program's part in the store. */
  close(): void;
}

export interface AccountStores {
  /**
   * By login name on the client's server; the same one for all who have it open. @throws what the disk throws, settings-invalid
   */
  open(name: string): Promise<AccountStore>;
  /**
   * Something that a person asked for; the store is closed when it is done. @throws file-unwritable where the disk refuses it,
   * disconnected, settings-invalid
   */
  step<T>(name: string, work: (database: Database) => T): Promise<T>;
  /** Looks at what is kept, also on a disk that takes nothing; `none` where nothing is, or it cannot be read. */
  read<T>(name: string, look: (database: Database) => T, none: T): Promise<T>;
  /** What is kept, on a disk that takes nothing: it can only be read. @throws what SQLite throws */
  peek(name: string): Promise<AccountStore>;
  dirOf(name: string): string;
  /** Where earlier releases had the outbox files of this account. */
  oldOutboxDirOf(name: string): string;
  /** Resolves when nothing is open. What is opened from now on is refused: `open` and `peek` throw disconnected. */
  close(): Promise<void>;
}

export type AccountStoreOptions = StoreOptions & {newId: () => string};

/** One of its own; closed by the caller. */
export async function openAccountStore(options: AccountStoreOptions): Promise<AccountStore> {
  makeFolder(options.dir);
  const program = await enter(options.dir, options.newId);
  try {
    const database = await openLocalStore(options);
    let isClosed = false;
    return {
      dir: options.dir,
      database,
      programId: program.id,
      close() {
        if (isClosed) return;
        isClosed = true;
        // First the store: what is left belongs to nobody from the moment at which the program is gone.
        database.close();
        program.leave();
      },
    };
  } catch (error) {
    program.leave();
    throw error;
  }
}

interface Shared {
  opening: Promise<AccountStore>;
  holders: number;
}

export interface AccountStoresOptions {
  serverUrl: string;
  dataDir: string;
  now: () => number;
  newId: () => string;
}

export function accountStores({serverUrl, dataDir, now, newId}: AccountStoresOptions): AccountStores {
  const sharedByDir = new Map<string, Shared>();
  const dirOf = (name: string) => storeDirOf(dataDir, serverUrl, name);
  let isEnded = false;
  const requireRunning = () => {
    if (isEnded) throw new ChatError('disconnected');
  };

  const sharedIn = (dir: string): Shared => {
    const known = sharedByDir.get(dir);
    if (known !== undefined) return known;
    const made: Shared = {opening: openAccountStore({dir, now, newId}), holders: 0};
    sharedByDir.set(dir, made);
    // The next one who wants it tries anew.
    made.opening.catch(() => sharedByDir.get(dir) === made && sharedByDir.delete(dir));
    return made;
  };
  const stores: AccountStores = {
    dirOf,
    async step(name, work) {
      try {
        const store = await stores.open(name);
        try {
          return work(store.database);
        } finally {
          store.close();
        }
      } catch (error) {
        throw diskTroubleOf(error, dirOf(name)) ?? error;
      }
    },
    async read(name, look, none) {
      const store = await stores.open(name).catch(() => stores.peek(name).catch(() => undefined));
      if (store === undefined) return none;
      try {
        return look(store.database);
      } finally {
        store.close();
      }
    },
    oldOutboxDirOf: name => join(dataDir, 'outbox', folderOf(name, serverUrl)),
    async peek(name) {
      requireRunning();
      const dir = dirOf(name);
      const database = await openFrozen(storeFileIn(dir));
      return {dir, database, programId: '', close: () => database.close()};
    },
    async open(name) {
      requireRunning();
      const dir = dirOf(name);
      const shared = sharedIn(dir);
      shared.holders++;
      const store = await shared.opening;
      let isOpen = true;
      return {
        ...store,
        close() {
          if (!isOpen) return;
          isOpen = false;
          if (--shared.holders > 0) return;
          if (sharedByDir.get(dir) === shared) sharedByDir.delete(dir);
          store.close();
        },
      };
    },
    async close() {
      isEnded = true;
      // Whoever was opening one when their part was closed does not give it back.
      for (const {opening} of sharedByDir.values()) {
        const store = await opening.catch(() => undefined);
        store?.close();
      }
    },
  };
  return stores;
}
