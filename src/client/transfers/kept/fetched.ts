/** Remembers downloaded files and their paths in the account's local store for the next run. */
import {coalesce} from '../../../shared/bounds/coalesce.ts';
import {existsSync} from 'node:fs';
import type {Core} from '../../core/core.ts';
import {putFetched, readFetched, unlistFetched, type Fetched, readDownloadFolder} from '../../local/fetched.ts';
import {putPast, readPast, type PastTransfer} from '../../local/pastTransfers.ts';
import type {AccountStore} from '../../local/accountStore.ts';
import {inTransaction, withoutSync, type Database} from '../../local/sqlite.ts';
import type {Transfer} from '../../state/state.ts';
import {ownBytesOf, type TransferRecord} from './record.ts';

export interface FetchedFiles {
  /** Adds files that earlier runs downloaded to the list of transfers, once per account. */
  recall(): Promise<void>;
  add(record: TransferRecord, path: string): void;
  /** Removes a file from the list of the next run; its path stays known. */
  unlist(fileId: string): void;
  /** Path of a downloaded file, if it still exists there. */
  pathOf(fileId: string): string | undefined;
  /** Stores how a transfer of the logged-in account ended. */
  note(one: PastTransfer): void;
  past(limit?: number): Promise<PastTransfer[]>;
  /** Absolute download folder of a room. */
  folderOf(roomId: number): Promise<string>;
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
}

/** Maximum number of earlier downloads that are listed after a start. */
const LISTED_MAX = 20;
const COALESCE_MS = 100;

export function fetchedFiles(client: Core): FetchedFiles {
  const pathById = new Map<string, string>();
  let recalledOf: string | undefined;
  /** Open stores by login name. */
  const opened = new Map<string, AccountStore>();
  let steps: Promise<void> = Promise.resolve();

  const {now} = client.options;
  const storeOf = async (user: string): Promise<AccountStore> => {
    const store = opened.get(user) ?? (await client.local.open(user));
    opened.set(user, store);
    return store;
  };
  /** Runs steps in order. Errors of the disk are ignored: only this information is lost. */
  const step = (user: string, work: (database: Database) => void): void => {
    steps = steps.then(async () => work((await storeOf(user)).database)).catch(() => undefined);
  };
  let waiting: {user: string; put: (database: Database) => void; isSafe: boolean}[] = [];
  const writing = coalesce(() => void write());
  /** Writes what is waiting to disk: one transaction per account. */
  const write = (): Promise<void> => {
    writing.cancel();
    const all = waiting;
    waiting = [];
    for (const user of new Set(all.map(one => one.user))) {
      const its = all.filter(one => one.user === user);
      step(user, database => {
        const put = () => inTransaction(database, () => its.forEach(one => one.put(database)));
        if (its.some(({isSafe}) => isSafe)) put();
        else withoutSync(database, put);
      });
    }
    return steps;
  };
  /** Delays writes, so that many small files that end at nearly the same time share a transaction. */
  const writeSoon = (user: string, isSafe: boolean, put: (database: Database) => void): void => {
    waiting.push({user, put, isSafe});
    writing.plan(COALESCE_MS);
  };
  const show = (found: readonly Fetched[]): void => {
    for (const {fileId, path} of found) pathById.set(fileId, path);
    const known = new Set(Object.values(client.getState().transferById).map(({fileId}) => fileId));
    const listed = found.filter(({isListed, fileId, path}) => isListed && !known.has(fileId) && existsSync(path));
    for (const one of listed.slice(-LISTED_MAX)) client.dispatch({type: 'transferAdded', transfer: toTransfer(one)});
  };
  return {
    async recall() {
      const user = client.getState().me?.name;
      if (user === undefined || recalledOf === user) return;
      recalledOf = user;
      pathById.clear();
      await write();
      step(user, database => {
        const found = readFetched(database);
        if (client.getState().me?.name === user) show(found);
      });
      await steps;
    },
    add(record, path) {
      const {fileId, roomId, name, peer, user} = record;
      if (fileId === undefined) return;
      const sizeBytes = ownBytesOf(record);
      pathById.set(fileId, path);
      const one: Fetched = {fileId, roomId, name, peer, sizeBytes, path, fetchedAtMs: now(), isListed: true};
      writeSoon(user, true, database => putFetched(database, one));
    },
    unlist(fileId) {
      const user = client.getState().me?.name;
      if (user !== undefined && pathById.has(fileId))
        writeSoon(user, true, database => unlistFetched(database, fileId));
    },
    pathOf(fileId) {
      const path = pathById.get(fileId);
      return path !== undefined && existsSync(path) ? path : undefined;
    },
    note(one) {
      const user = client.getState().me?.name;
      if (user !== undefined) writeSoon(user, false, database => putPast(database, one));
    },
    async past(limit) {
      await write();
      const user = client.getState().me?.name;
      return user === undefined ? [] : client.local.read(user, database => readPast(database, limit), []);
    },
    async folderOf(roomId) {
      const user = client.getState().me?.name;
      if (user === undefined) return client.options.downloadsDir;
      // If the folder setting cannot be read, the default folder is used.
      const folder = await storeOf(user)
        .then(({database}) => readDownloadFolder(database, roomId))
        .catch(() => undefined);
      return folder ?? client.options.downloadsDir;
    },
    async close() {
      await write();
      for (const store of opened.values()) store.close();
      opened.clear();
      recalledOf = undefined;
    },
  };
}

const toTransfer = ({fileId, roomId, name, peer, sizeBytes, path, fetchedAtMs}: Fetched): Transfer => ({
  transferId: fileId,
  direction: 'down',
  fileId,
  roomId,
  name,
  peer,
  sizeBytes,
  doneBytes: sizeBytes,
  bytesPerSecond: 0,
  status: 'done',
  path,
  startedAtMs: fetchedAtMs,
});
