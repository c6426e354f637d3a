/**
 * Removes bytes that are no longer needed: of cancelled files, of abandoned uploads and of files without a row; repairs
 * references between identical files after a crash or a copy of the data folder.
 */
import {DAY_MS} from '../../shared/limits.ts';
import {idNamed} from '../../shared/entries/entryId.ts';
import {each} from '../each.ts';
import {SERVER_SENDER, type Store, type StoredFile} from '../storeContract/store.ts';
import type {FileStore, ListedBytes} from './fileStore.ts';

/** An upload without progress for this long is cancelled. */
const ABANDONED_AFTER_MS = DAY_MS;
const UNFINISHED_MAX = 1_000;
/** The same for a direct transfer, whose progress the server does not see; it may have started late. */
const DIRECT_AFTER_MS = 2 * DAY_MS;
/** Files without a row, or with a cancelled one, are kept for this long, because an import writes the row after the bytes. */
const ORPHAN_AFTER_MS = DAY_MS;

/** Derived from the file id, so that cancelling twice adds one entry. */
const entryIdOf = (fileId: string): string => idNamed(`abandoned:${fileId}`);

export interface Cleaning {
  store: Store;
  fileStore: FileStore;
  now: () => number;
  /** Whether the file is being uploaded. */
  isLive: (fileId: string) => boolean;
  onGone: (fileId: string) => void;
  join: (fileId: string, otherId: string) => void;
  /** Called with the files that failed and the first error; the next cleaning tries them again. */
  onFailed: (error: unknown, fileIds: string[]) => void;
}

export async function clean(cleaning: Cleaning): Promise<void> {
  await cleanBytes(cleaning);
  await giveUp(cleaning);
}

/** Cancels offers without progress, whether bytes were received or not. */
async function giveUp({store, fileStore, now, isLive, onGone, onFailed}: Cleaning): Promise<void> {
  const beforeMs = now() - ABANDONED_AFTER_MS;
  const files = await store.fileUnfinished({beforeMs, limit: UNFINISHED_MAX});
  const giveUpOne = async ({fileId, offeredAtMs, sizeBytes, directBytes}: StoredFile) => {
    if (directBytes === sizeBytes && offeredAtMs > now() - DIRECT_AFTER_MS) return;
    if (isLive(fileId) || fileStore.changedAtMs(fileId) > beforeMs) return;
    // Not in the name of the sender, who may be deleted or have lost the right.
    const change = {fileId, userId: SERVER_SENDER.userId, state: 'cancelled' as const, entryId: entryIdOf(fileId)};
    await store.fileSettle({...change, atMs: now(), isByAdmin: true});
    await fileStore.remove(fileId);
    onGone(fileId);
  };
  await each(files, giveUpOne, (error, failed) => onFailed(error, idsOf(failed)));
}

const idsOf = (files: readonly {fileId: string}[]): string[] => files.map(({fileId}) => fileId);

/** Works page by page, so that other work can run in between. */
async function cleanBytes({store, fileStore, now, join, onFailed}: Cleaning): Promise<void> {
  const cleanOne = async ({fileId, changedAtMs, isShared}: ListedBytes) => {
    const file = await store.fileFindAny(fileId);
    const ageMs = now() - Math.max(changedAtMs, file?.offeredAtMs ?? 0);
    if (!file || file.state === 'cancelled') {
      if (ageMs > ORPHAN_AFTER_MS) await fileStore.remove(fileId);
    } else if (file.sameAs !== undefined && !isShared) {
      join(fileId, file.sameAs);
    } else if (file.sameAs === undefined && isShared) {
      const twinId = await store.fileTwin(fileId);
      if (twinId !== undefined && fileStore.areShared(fileId, twinId)) join(fileId, twinId);
    }
  };
  for await (const page of fileStore.list())
    await each(page, cleanOne, (error, failed) => onFailed(error, idsOf(failed)));
}
