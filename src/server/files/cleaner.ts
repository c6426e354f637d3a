/** Removes bytes that nobody will ever ask for: of cancelled files, of offers that were never finished, and of files without a row. */
import {createHash} from 'node:crypto';
import type {Store} from '../store.ts';
import type {Disk} from './disk.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** An upload without one new byte for so long is given up. */
const ABANDONED_AFTER_MS = 14 * DAY_MS;
/** Bytes without a row are left alone for so long: the row may be on its way. */
const ORPHAN_AFTER_MS = DAY_MS;

/** The same for the same file, so that giving it up twice says it once. */
const entryIdOf = (fileId: string): string =>
  createHash('sha256').update(`abandoned:${fileId}`).digest('base64url').slice(0, 22);

export async function clean({store, disk, now}: {store: Store; disk: Disk; now: () => number}): Promise<void> {
  for (const {fileId, changedAtMs, sizeBytes} of await disk.list()) {
    const file = await store.fileFindAny(fileId);
    const ageMs = now() - Math.max(changedAtMs, file?.offeredAtMs ?? 0);
    if (!file) {
      if (ageMs > ORPHAN_AFTER_MS) await disk.remove(fileId);
    } else if (file.state === 'cancelled') {
      await disk.remove(fileId);
    } else if (file.state === 'uploading' && sizeBytes < file.sizeBytes && ageMs > ABANDONED_AFTER_MS) {
      const sender = await store.accountFind(file.senderName);
      if (!sender) continue;
      const change = {fileId, userId: sender.userId, state: 'cancelled' as const, entryId: entryIdOf(fileId)};
      await store.fileSettle({...change, atMs: now()});
      await disk.remove(fileId);
    }
  }
}
