/**
 * Removes bytes that are no longer needed: of cancelled files, of abandoned uploads and of files without a row; repairs
 * references between identical files after a crash or a copy of the data folder.
 */
import {DAY_MS} from '../../shared/limits.ts';
import {idNamed} from '../../shared/entries/entryId.ts';
import type {Store} from '../storeContract/store.ts';
import type {FileStore} from './fileStore.ts';

/** An upload without one new byte for so long is given up. */
const ABANDONED_AFTER_MS = DAY_MS;
const UNFINISHED_MAX = 1_000;
/** Bytes without a row are left alone for so long: the row may be on its way. */
const ORPHAN_AFTER_MS = DAY_MS;

/** The same for the same file, so that giving it up twice says it once. */
const entryIdOf = (fileId: string): string => idNamed(`abandoned:${fileId}`);

export interface Cleaning {
  store: Store;
  fileStore: FileStore;
  now: () => number;
  /** True while somebody sends it. */
  isLive: (fileId: string) => boolean;
  onGone: (fileId: string) => void;
  join: (fileId: string, otherId: string) => void;
}

export async function clean(cleaning: Cleaning): Promise<void> {
  await cleanBytes(cleaning);
  await giveUp(cleaning);
}

/** Offers without one new byte for so long, whether any of them came or not. */
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

/** Page after page, and whoever is there has their turn in between. */
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
