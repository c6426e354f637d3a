/** Deduplicates identical files of one user after comparing their bytes; files of different users are never joined. */
import {faultPoint} from '../../shared/machine/faultPoint.ts';
import {within} from '../../shared/bounds/within.ts';
import type {Store} from '../storeContract/store.ts';
import type {FileStore} from './fileStore.ts';

/** Maximum number of files waiting for comparison; further ones are not deduplicated. */
const WAITING_MAX = 1_000;
const CLOSE_MS = 1_000;

export interface Joining {
  /** Queues a comparison; not awaited. */
  add(fileId: string, otherId: string): void;
  /** Finishes the queue, or abandons it after a second. */
  close(): Promise<void>;
}

interface Options {
  store: Store;
  fileStore: FileStore;
  onFailed: (error: unknown) => void;
}

export function createJoining({store, fileStore, onFailed}: Options): Joining {
  const over = new AbortController();
  let waiting = 0;
  let last = Promise.resolve();
  const join = async (fileId: string, otherId: string): Promise<void> => {
    if (over.signal.aborted || !(await fileStore.share(fileId, otherId, over.signal))) return;
    faultPoint('files.shared');
    if (await store.fileJoin({fileId, otherId})) return;
    // The file may have been withdrawn meanwhile; then its bytes must not reappear.
    const file = await store.fileFindAny(fileId);
    if (file?.state !== 'complete') await fileStore.remove(fileId);
  };
  return {
    add(fileId, otherId) {
      if (waiting >= WAITING_MAX) return;
      waiting += 1;
      last = last
        .then(() => join(fileId, otherId))
        .catch(onFailed)
        .finally(() => (waiting -= 1));
    },
    async close() {
      await within(CLOSE_MS, last);
      over.abort();
      await last;
    },
  };
}
