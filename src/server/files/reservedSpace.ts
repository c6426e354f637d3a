/** Disk space reserved for uploads that have not arrived yet. */
import type {Store} from '../storeContract/store.ts';
import type {FileStore} from './fileStore.ts';

export interface Grants {
  /** Reserves space for a file; false if there is not enough. Reserving it again changes nothing. */
  grant(file: {fileId: string; sizeBytes: number}, freeBytes: number): boolean;
  /** This many bytes of the file are on the disk. */
  stored(fileId: string, storedBytes: number): void;
  /** Drops the reservation: the file is complete, cancelled or abandoned. */
  drop(fileId: string): void;
}

/** Reserves space for unfinished uploads of earlier runs, which can be resumed. */
export async function grantAgain({
  store,
  fileStore,
  grants,
}: {
  store: Store;
  fileStore: FileStore;
  grants: Grants;
}): Promise<void> {
  for await (const page of fileStore.list()) {
    for (const {fileId, sizeBytes} of page) {
      // A file without bytes may have been opened by a reader before the sender; the sender reserves again.
      if (sizeBytes === 0) continue;
      const file = await store.fileFindAny(fileId).catch(() => undefined);
      if (file?.state !== 'uploading') continue;
      grants.grant(file, Infinity);
      grants.stored(fileId, sizeBytes);
    }
  }
}

/** @param storedNow bytes stored of a file that is being uploaded now */
export function createGrants(storedNow: (fileId: string) => number | undefined): Grants {
  const grants = new Map<string, {sizeBytes: number; storedBytes: number}>();
  const openBytesOf = (fileId: string, {sizeBytes, storedBytes}: {sizeBytes: number; storedBytes: number}) =>
    Math.max(0, sizeBytes - (storedNow(fileId) ?? storedBytes));
  return {
    grant({fileId, sizeBytes}, freeBytes) {
      if (grants.has(fileId)) return true;
      let promised = sizeBytes - (storedNow(fileId) ?? 0);
      for (const [id, grant] of grants) promised += openBytesOf(id, grant);
      if (promised > freeBytes) return false;
      grants.set(fileId, {sizeBytes, storedBytes: 0});
      return true;
    },
    stored(fileId, storedBytes) {
      const grant = grants.get(fileId);
      if (!grant) return;
      if (storedBytes >= grant.sizeBytes) grants.delete(fileId);
      else grant.storedBytes = storedBytes;
    },
    drop: fileId => void grants.delete(fileId),
  };
}
