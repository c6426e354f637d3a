/** What was fetched and where it lies, kept in the account's local store, so that the next run of the program knows it. */
import {existsSync} from 'node:fs';
import type {Core} from '../core/core.ts';
import {addressOf} from '../../shared/address.ts';
import {putFetched, readFetched, unlistFetched, type Fetched} from '../local/fetched.ts';
import type {Database} from '../local/sqlite.ts';
import {inStore, storeDirOf} from '../local/store.ts';
import type {Transfer} from '../state/state.ts';
import type {TransferRecord} from './record.ts';

export interface FetchedFiles {
  /** Shows what earlier runs fetched among the transfers; once for each account. */
  recall(): Promise<void>;
  add(record: TransferRecord, path: string): void;
  /** The next run does not list it; `/files` still knows where it lies. */
  unlist(fileId: string): void;
  /** Where it lies, if it still does. */
  pathOf(fileId: string): string | undefined;
  /** Resolves when everything is on disk. */
  settled(): Promise<void>;
}

/** So many of the newest are shown among the transfers after a start. */
const LISTED_MAX = 20;

export function fetchedFiles(client: Core): FetchedFiles {
  const pathById = new Map<string, string>();
  let recalledDir: string | undefined;
  let steps: Promise<void> = Promise.resolve();

  const {dataDir, serverUrl, now} = client.options;
  const dirOf = (user: string) => storeDirOf(dataDir, `${user}@${addressOf(serverUrl)}`);
  /** In order. A disk that does not take it, or gives it, costs no more than this knowledge. */
  const step = (dir: string, work: (database: Database) => void): void => {
    steps = steps.then(() => inStore({dir, now}, work)).catch(() => undefined);
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
      if (user === undefined || recalledDir === dirOf(user)) return;
      const dir = dirOf(user);
      recalledDir = dir;
      pathById.clear();
      step(dir, database => {
        const found = readFetched(database);
        if (client.getState().me?.name === user) show(found);
      });
      await steps;
    },
    add({fileId, roomId, name, peer, sizeBytes, user}, path) {
      if (fileId === undefined) return;
      pathById.set(fileId, path);
      const one: Fetched = {fileId, roomId, name, peer, sizeBytes, path, fetchedAtMs: now(), isListed: true};
      step(dirOf(user), database => putFetched(database, one));
    },
    unlist(fileId) {
      const user = client.getState().me?.name;
      if (user !== undefined && pathById.has(fileId)) step(dirOf(user), database => unlistFetched(database, fileId));
    },
    pathOf(fileId) {
      const path = pathById.get(fileId);
      return path !== undefined && existsSync(path) ? path : undefined;
    },
    settled: () => steps,
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
