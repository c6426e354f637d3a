/** The local store of an account as used by one running program: the database, and the program's own id in it. */
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
  /** Rows with this owner belong to this program while it runs. */
  readonly programId: string;
  /** Each part that opened the store closes it; the last close releases the program's id. */
  close(): void;
}

export interface AccountStores {
  /** Opens the store by login name; all parts of the program share one. @throws errors of the disk, settings-invalid */
  open(name: string): Promise<AccountStore>;
  /**
   * Runs one action of the person on the store, and closes it afterwards.
   * @throws file-unwritable when the disk refuses, disconnected, settings-invalid
   */
  step<T>(name: string, work: (database: Database) => T): Promise<T>;
  /** Reads from the store, also on a read-only or full disk; returns `none` when there is no store, or it cannot be read. */
  read<T>(name: string, look: (database: Database) => T, none: T): Promise<T>;
  /** Opens the store read-only, for a read-only or full disk. @throws errors of SQLite */
  peek(name: string): Promise<AccountStore>;
  dirOf(name: string): string;
  /** Folder of this account's outbox files from earlier releases. */
  oldOutboxDirOf(name: string): string;
  /** Resolves when all stores are closed. Afterwards `open` and `peek` throw disconnected. */
  close(): Promise<void>;
}

export type AccountStoreOptions = StoreOptions & {newId: () => string};

/** Opens a store that is not shared; the caller closes it. */
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
        // The store is closed first: once the program's lock is released, others may take over its rows.
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
    // After a failure, the next `open` tries again.
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
      // A part that was closed while it was opening a store cannot close that store: do it here.
      for (const {opening} of sharedByDir.values()) {
        const store = await opening.catch(() => undefined);
        store?.close();
      }
    },
  };
  return stores;
}
