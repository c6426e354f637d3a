/**
 * Removes bytes that are no longer needed: of cancelled files, of abandoned uploads and of files without a row; repairs
 * references between identical files after a crash or a copy of the data folder.
 */
import {DAY_MS} from '../../shared/limits.ts';
import {idNamed} from '../../shared/entries/entryId.ts';
import type {Store} from '../storeContract/store.ts';
import type {FileStore} from './fileStore.ts';

/** An upload without progress for so long is cancelled. */
const ABANDONED_AFTER_MS = DAY_MS;
const UNFINISHED_MAX = 1_000;
/** Files without a row are kept for so long, because the row may still be written. */
const ORPHAN_AFTER_MS = DAY_MS;

/** Derived from the file id, so that cancelling twice adds one entry. */
const entryIdOf = (fileId: string): string => idNamed(`abandoned:${fileId}`);

export interface Cleaning {
  store: Store;
  fileStore: FileStore;
  now: () => number;
  /** Whether it is being uploaded. */
  isLive: (fileId: string) => boolean;
  onGone: (fileId: string) => void;
  join: (fileId: string, otherId: string) => void;
}

export async function clean(cleaning: Cleaning): Promise<void> {
  await cleanBytes(cleaning);
  await giveUp(cleaning);
}

/** Cancels offers without progress, whether bytes were received or not. */
async function giveUp({store, fileStore, now, isLive, onGone}: Cleaning): Promise<void> {
  const beforeMs = now() - ABANDONED_AFTER_MS;
  const files = await store.fileUnfinished({beforeMs, limit: UNFINISHED_MAX});
  for (const {fileId, senderName} of files) {
    if (isLive(fileId) || fileStore.changedAtMs(fileId) > beforeMs) continue;
    const sender = await store.accountFind(senderName);
    if (!sender) continue;
    const change = {fileId, userId: sender.userId, state: 'cancelled' as const, entryId: entryIdOf(fileId)};
    await store.fileSettle({...change, atMs: now(), isByAdmin: true});
    await fileStore.remove(fileId);
    onGone(fileId);
  }
}

/** Page by page, with other work in between. */
async function cleanBytes({store, fileStore, now, join}: Cleaning): Promise<void> {
  for await (const page of fileStore.list()) {
    for (const {fileId, changedAtMs, isShared} of page) {
      const file = await store.fileFindAny(fileId);
      const ageMs = now() - Math.max(changedAtMs, file?.offeredAtMs ?? 0);
      if (!file) {
        if (ageMs > ORPHAN_AFTER_MS) await fileStore.remove(fileId);
      } else if (file.state === 'cancelled') {
        await fileStore.remove(fileId);
      } else if (file.sameAs !== undefined && !isShared) {
        join(fileId, file.sameAs);
      } else if (file.sameAs === undefined && isShared) {
        const twinId = await store.fileTwin(fileId);
        if (twinId !== undefined && fileStore.areShared(fileId, twinId)) join(fileId, twinId);
      }
    }
  }
}
