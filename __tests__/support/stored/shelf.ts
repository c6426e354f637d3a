/** A store in a temporary folder with a few people, for the tests of stores. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach} from '@jest/globals';
import {newId} from '../../../src/cli/shell.ts';
import {ChatError} from '../../../src/shared/errors.ts';
import type {Account, Committed, EntryBody, Store, StoreOptions} from '../../../src/server/storeContract/store.ts';

export interface Shelf {
  readonly store: Store;
  readonly dataDir: string;
  /** Every commit so far, as the listener was told. */
  readonly commits: readonly (readonly Committed[])[];
  readonly newId: () => string;
  readonly account: (name: string) => Promise<Account>;
  readonly accounts: (...names: readonly string[]) => Promise<Account[]>;
  /** A room made by somebody. */
  readonly room: (by: Account, name: string, kind?: 'public' | 'private') => Promise<number>;
  readonly join: (roomId: number, ...people: readonly Account[]) => Promise<void>;
  readonly say: (by: Account, roomId: number, text: string, id?: string) => Promise<Committed>;
  readonly append: (by: Account, roomId: number, body: EntryBody) => Promise<Committed>;
  readonly reopen: () => Promise<void>;
}

export const AT_MS = Date.UTC(2030, 0, 1);

const open = new Set<{close(): Promise<void>}>();

afterEach(async () => {
  await Promise.all([...open].map(one => one.close()));
  open.clear();
});

export async function shelf(openStore: (options: StoreOptions) => Promise<Store>): Promise<Shelf> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chat-tui-store-'));
  const commits: (readonly Committed[])[] = [];
  const start = async () => {
    const started = await openStore({dataDir, now: () => AT_MS, newId});
    started.onCommitted(committed => commits.push(committed));
    return started;
  };
  let store = await start();
  open.add({
    async close() {
      await store.close();
      await rm(dataDir, {recursive: true, force: true});
    },
  });
  let hasOwner = false;
  const made: Shelf = {
    get store() {
      return store;
    },
    dataDir,
    commits,
    newId,
    account(name) {
      const isOwner = !hasOwner;
      hasOwner = true;
      return store.accountCreate({name, displayName: '', passwordHash: 'hash', isOwner, atMs: AT_MS});
    },
    accounts: (...names) => Promise.all(names.map(name => made.account(name))),
    room: (by, name, kind = 'public') =>
      store.roomCreate({name, kind, topic: '', userId: by.userId, entryId: newId(), atMs: AT_MS}),
    async join(roomId, ...people) {
      await Promise.all(people.map(({userId}) => store.roomJoin({roomId, userId, entryId: newId(), atMs: AT_MS})));
    },
    say: (by, roomId, text, id = newId()) => made.append(by, roomId, {kind: 'message', id, text}),
    append: (by, roomId, body) => store.entryAppend({roomId, userId: by.userId, body, atMs: AT_MS}),
    async reopen() {
      await store.close();
      store = await start();
    },
  };
  return made;
}

/** The code of the `ChatError` that a promise rejects with; `ok` when it does not. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    if (error instanceof ChatError) return error.code;
    throw error;
  }
}
