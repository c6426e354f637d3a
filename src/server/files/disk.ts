/** File store on a disk: one file per id in a folder of its own, mode 0600, named by the id alone. */
import {closeSync, constants, fstatSync, openSync, read, readSync, statfsSync, statSync} from 'node:fs';
import {copyFile, link, open, readdir, rename, stat, unlink, type FileHandle} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {ChatError} from '../../shared/errors.ts';
import {faultPoint} from '../../shared/machine/faultPoint.ts';
import {makeFolder} from '../../shared/machine/folder.ts';
import {isFileId, requireFileId, type FileStore, type OpenBytes} from './fileStore.ts';

/** Disk space kept free for the database; on a small disk a share of it. */
const SPARE_BYTES = 256 * 1024 * 1024;
const SPARE_SHARE = 20;
const LISTED_AT_ONCE = 100;
const COMPARED_BYTES = 512 * 1024;
const SMALL_BYTES = 64 * 1024;
/** Suffix of a file that is about to replace the bytes of an id: a hard link, or an incomplete copy. */
const COMING = '.coming';

const ifAbsent = (error: unknown): undefined => {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
};

function toStorageError(error: unknown): never {
  const {code} = error as NodeJS.ErrnoException;
  throw new ChatError(code === 'ENOSPC' || code === 'EDQUOT' ? 'storage-full' : 'storage-failed', '', {cause: error});
}

const opened = (handle: FileHandle): OpenBytes => ({
  storedBytes: fstatSync(handle.fd).size,
  read: (buffer, offset, length, position) => handle.read(buffer, offset, length, position),
  write: (buffer, offset, length, position) => handle.write(buffer, offset, length, position).catch(toStorageError),
  sync: () => handle.datasync().catch(toStorageError),
  close: () => handle.close(),
});

export function openDisk(dataDir: string): FileStore {
  const folder = join(dataDir, 'files');
  /** Paths that are being written. */
  const coming = new Set<string>();
  let made = 0;
  let isMade = false;
  const ready = () => {
    if (!isMade) makeFolder(folder);
    isMade = true;
  };
  const pathOf = (fileId: string): string => {
    requireFileId(fileId);
    return join(folder, fileId);
  };
  const statOf = (fileId: string) => statSync(pathOf(fileId), {throwIfNoEntry: false});
  const openFile = async (fileId: string): Promise<FileHandle> => {
    ready();
    return open(pathOf(fileId), constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o600);
  };

  async function freeBytes(): Promise<number> {
    ready();
    const {bavail, blocks, bsize} = statfsSync(folder);
    return bavail * bsize - Math.min(SPARE_BYTES, (blocks * bsize) / SPARE_SHARE);
  }

  const areShared = (fileId: string, otherId: string): boolean => {
    const [one, other] = [statOf(fileId), statOf(otherId)];
    return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
  };

  /** Replaces a file atomically; readers of the previous bytes keep them. */
  async function putOnto(fileId: string, make: (path: string) => Promise<void>): Promise<void> {
    const path = `${pathOf(fileId)}.${++made}${COMING}`;
    coming.add(path);
    try {
      await unlink(path).catch(ifAbsent);
      await make(path);
      await rename(path, pathOf(fileId));
    } catch (error) {
      await unlink(path).catch(() => undefined);
      throw error;
    } finally {
      coming.delete(path);
    }
  }

  /** Resolves to false on file systems without hard links. */
  const moveOnto = (fileId: string, otherId: string): Promise<boolean> =>
    putOnto(fileId, async path => {
      await link(pathOf(otherId), path);
      faultPoint('files.linked');
    }).then(
      () => true,
      () => false,
    );

  const copyOnto = (fileId: string, from: string): Promise<void> =>
    putOnto(fileId, async path => {
      await copyFile(from, path, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
      const file = await open(path, 'r+');
      await file
        .chmod(0o600)
        .then(() => file.sync())
        .finally(() => file.close());
    });

  return {
    sizeOf: fileId => statOf(fileId)?.size ?? 0,
    changedAtMs: fileId => statOf(fileId)?.mtimeMs ?? 0,
    exists: fileId => statOf(fileId) !== undefined,
    open: async fileId => opened(await openFile(fileId)),
    async adopt(fileId, path) {
      if ((await stat(path)).size > (await freeBytes())) throw new ChatError('storage-full');
      await copyOnto(fileId, path);
    },
    async beginAt(fileId, fromByte) {
      await unlink(pathOf(fileId)).catch(ifAbsent);
      const file = await openFile(fileId);
      await file.truncate(fromByte).finally(() => file.close());
    },
    areShared,
    async share(fileId, otherId, signal) {
      if (areShared(fileId, otherId)) return true;
      return (await areSame(pathOf(fileId), pathOf(otherId), signal)) && moveOnto(fileId, otherId);
    },
    async remove(fileId) {
      await unlink(pathOf(fileId)).catch(ifAbsent);
    },
    async *list() {
      ready();
      const names = await readdir(folder);
      const left = names.filter(name => name.endsWith(COMING)).map(name => join(folder, name));
      for (const path of left) if (!coming.has(path)) await unlink(path).catch(ifAbsent);
      const ids = names.filter(isFileId);
      for (let at = 0; at < ids.length; at += LISTED_AT_ONCE) {
        const found = await Promise.all(
          ids
            .slice(at, at + LISTED_AT_ONCE)
            .map(async fileId => ({fileId, stats: await stat(pathOf(fileId)).catch(ifAbsent)})),
        );
        yield found.flatMap(({fileId, stats}) =>
          stats ? [{fileId, changedAtMs: stats.mtimeMs, sizeBytes: stats.size, isShared: stats.nlink > 1}] : [],
        );
      }
    },
    freeBytes,
  };
}

/** Compares two files chunk by chunk, so that other work can run in between. */
async function areSame(path: string, otherPath: string, signal: AbortSignal): Promise<boolean> {
  const fds: number[] = [];
  try {
    for (const one of [path, otherPath]) fds.push(openSync(one, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)));
    const [one, other] = fds as [number, number];
    const {size} = fstatSync(one);
    if (size !== fstatSync(other).size) return false;
    const bytes = Math.min(COMPARED_BYTES, size);
    const [piece, otherPiece] = [Buffer.allocUnsafe(bytes), Buffer.allocUnsafe(bytes)];
    for (let at = 0; at < size; at += bytes) {
      if (signal.aborted) return false;
      const wanted = Math.min(bytes, size - at);
      const read = await Promise.all([readWhole(one, piece, wanted, at), readWhole(other, otherPiece, wanted, at)]);
      if (!read.every(Boolean) || piece.compare(otherPiece, 0, wanted, 0, wanted) !== 0) return false;
    }
    return true;
  } catch {
    return false;
  } finally {
    fds.forEach(closeSync);
  }
}

const readLater = promisify(read);

/** Reads small amounts synchronously, which is faster than a thread of the pool. */
async function readWhole(fd: number, piece: Buffer, wanted: number, at: number): Promise<boolean> {
  for (let done = 0; done < wanted;) {
    const left = wanted - done;
    const count =
      wanted <= SMALL_BYTES
        ? readSync(fd, piece, done, left, at + done)
        : (await readLater(fd, piece, done, left, at + done)).bytesRead;
    if (count === 0) return false;
    done += count;
  }
  return true;
}
