/** What was fetched and where it lies, kept in the account's local store, so that the next run of the program knows it. */
import {existsSync} from 'node:fs';
import type {Core} from '../../core/core.ts';
import {putFetched, readFetched, unlistFetched, type Fetched} from '../../local/fetched.ts';
import {readDownloadFolder} from '../../local/downloadFolders.ts';
import {putPast, readPast, type PastTransfer} from '../../local/past.ts';
import type {AccountStore} from '../../local/accountStore.ts';
import type {Database} from '../../local/sqlite.ts';
import type {Transfer} from '../../state/state.ts';
import {ownBytesOf, type TransferRecord} from './record.ts';

export interface FetchedFiles {
  /** Shows what earlier runs fetched among the transfers; once for each account. */
  recall(): Promise<void>;
  add(record: TransferRecord, path: string): void;
  /** The next run does not list it; `/files` still knows where it lies. */
  unlist(fileId: string): void;
  /** Where it lies, if it still does. */
  pathOf(fileId: string): string | undefined;
  /** How a transfer of the account that is logged in went. */
  note(one: PastTransfer): void;
  past(limit?: number): Promise<PastTransfer[]>;
  /** Where files of a room go, absolute. */
  folderOf(roomId: number): Promise<string>;
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
}

/** So many of the newest are shown among the transfers after a start. */
const LISTED_MAX = 20;

export function fetchedFiles(client: Core): FetchedFiles {
  const pathById = new Map<string, string>();
  let recalledOf: string | undefined;
  /** By login name. */
  const opened = new Map<string, AccountStore>();
  let steps: Promise<void> = Promise.resolve();

  const {now} = client.options;
  const storeOf = async (user: string): Promise<AccountStore> => {
    const store = opened.get(user) ?? (await client.local.open(user));
    opened.set(user, store);
    return store;
  };
  /** In order. A disk that does not take it, or gives it, costs no more than this knowledge. */
  const step = (user: string, work: (database: Database) => void): void => {
    steps = steps.then(async () => work((await storeOf(user)).database)).catch(() => undefined);
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
      step(user, database => putFetched(database, one));
    },
    unlist(fileId) {
      const user = client.getState().me?.name;
      if (user !== undefined && pathById.has(fileId)) step(user, database => unlistFetched(database, fileId));
    },
    pathOf(fileId) {
      const path = pathById.get(fileId);
      return path !== undefined && existsSync(path) ? path : undefined;
    },
    note(one) {
      const user = client.getState().me?.name;
      if (user !== undefined) step(user, database => putPast(database, one));
    },
    async past(limit) {
      await steps;
      const user = client.getState().me?.name;
      return user === undefined ? [] : client.local.read(user, database => readPast(database, limit), []);
    },
    async folderOf(roomId) {
      const user = client.getState().me?.name;
      if (user === undefined) return client.options.downloadsDir;
      // A disk that does not tell it lets files go where they always went.
      const folder = await storeOf(user)
        .then(({database}) => readDownloadFolder(database, roomId))
        .catch(() => undefined);
      return folder ?? client.options.downloadsDir;
    },
    async close() {
      await steps;
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
