/** Where file bytes lie: one file per id in a folder of their own, 0600, nothing but the id in its name. */
import {constants, statfsSync, statSync} from 'node:fs';
import {copyFile, open, readdir, stat, unlink, type FileHandle} from 'node:fs/promises';
import {join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import {makeFolder} from '../../shared/machine/folder.ts';

/** Left free for the database: so much, on a small disk this share of it. */
const SPARE_BYTES = 256 * 1024 * 1024;
const SPARE_SHARE = 20;
const FILE_ID = /^[A-Za-z0-9_-]{22}$/;

export const isFileId = (text: string): boolean => FILE_ID.test(text);

export interface Disk {
  /** Bytes stored; 0 also when there is nothing yet. */
  sizeOf(fileId: string): number;
  exists(fileId: string): boolean;
  /** When a byte came the last time; 0 when there is none. */
  changedAtMs(fileId: string): number;
  /** For reading and writing; makes it unless it is there. */
  open(fileId: string): Promise<FileHandle>;
  /** Takes over the bytes of a file from elsewhere. @throws storage-full */
  adopt(fileId: string, path: string): Promise<void>;
  /** So that the next byte that comes is this one; what is missing before it takes no room. Nothing of it stays. */
  beginAt(fileId: string, fromByte: number): Promise<void>;
  /** Nothing happens when it is not there. */
  remove(fileId: string): Promise<void>;
  /** Page after page: there may be a hundred thousand of them. */
  list(): AsyncIterable<{fileId: string; changedAtMs: number; sizeBytes: number}[]>;
  /** What files may still take; may be negative. */
  freeBytes(): Promise<number>;
}

const LISTED_AT_ONCE = 100;

const ifAbsent = (error: unknown): undefined => {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
};

export function openDisk(dataDir: string): Disk {
  const folder = join(dataDir, 'files');
  let isMade = false;
  const ready = () => {
    if (!isMade) makeFolder(folder);
    isMade = true;
  };
  const pathOf = (fileId: string): string => {
    if (!isFileId(fileId)) throw new Error('not a file id');
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

  return {
    sizeOf: fileId => statOf(fileId)?.size ?? 0,
    changedAtMs: fileId => statOf(fileId)?.mtimeMs ?? 0,
    exists: fileId => statOf(fileId) !== undefined,
    open: openFile,
    async adopt(fileId, path) {
      if ((await stat(path)).size > (await freeBytes())) throw new ChatError('storage-full');
      await copyFile(path, pathOf(fileId), constants.COPYFILE_FICLONE);
      const file = await open(pathOf(fileId), 'r+');
      await file
        .chmod(0o600)
        .then(() => file.sync())
        .finally(() => file.close());
    },
    async beginAt(fileId, fromByte) {
      await unlink(pathOf(fileId)).catch(ifAbsent);
      const file = await openFile(fileId);
      await file.truncate(fromByte).finally(() => file.close());
    },
    async remove(fileId) {
      await unlink(pathOf(fileId)).catch(ifAbsent);
    },
    async *list() {
      ready();
      const ids = (await readdir(folder)).filter(isFileId);
      for (let at = 0; at < ids.length; at += LISTED_AT_ONCE) {
        const found = await Promise.all(
          ids
            .slice(at, at + LISTED_AT_ONCE)
            .map(async fileId => ({fileId, stats: await stat(pathOf(fileId)).catch(ifAbsent)})),
        );
        yield found.flatMap(({fileId, stats}) =>
          stats ? [{fileId, changedAtMs: stats.mtimeMs, sizeBytes: stats.size}] : [],
        );
      }
    },
    freeBytes,
  };
}
