/** A store of files in memory, for the contract that every such store has to keep. */
import {statSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {requireFileId, type FileStore, type OpenBytes} from '../../../src/server/files/fileStore.ts';
import {ChatError} from '../../../src/shared/errors.ts';

interface Held {
  bytes: Buffer;
  changedAtMs: number;
}

export function openMemoryFiles(capacityBytes: number): FileStore {
  const held = new Map<string, Held>();
  const find = (fileId: string): Held | undefined => {
    requireFileId(fileId);
    return held.get(fileId);
  };
  const taken = () => [...new Set(held.values())].reduce((sum, {bytes}) => sum + bytes.length, 0);
  const make = (fileId: string, bytes: Buffer): Held => {
    requireFileId(fileId);
    const made = {bytes, changedAtMs: Date.now()};
    held.set(fileId, made);
    return made;
  };
  const opened = (one: Held): OpenBytes => ({
    storedBytes: one.bytes.length,
    read: async (buffer, offset, length, position) => ({
      bytesRead: one.bytes.copy(buffer, offset, position, position + length),
    }),
    async write(buffer, offset, length, position) {
      const end = Math.max(one.bytes.length, position + length);
      if (taken() + end - one.bytes.length > capacityBytes) throw new ChatError('storage-full');
      const grown = Buffer.concat([one.bytes], end);
      buffer.copy(grown, position, offset, offset + length);
      one.bytes = grown;
      one.changedAtMs = Date.now();
      return {bytesWritten: length};
    },
    sync: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
  return {
    sizeOf: fileId => find(fileId)?.bytes.length ?? 0,
    exists: fileId => find(fileId) !== undefined,
    changedAtMs: fileId => find(fileId)?.changedAtMs ?? 0,
    open: async fileId => opened(find(fileId) ?? make(fileId, Buffer.alloc(0))),
    async adopt(fileId, path) {
      if (statSync(path).size > capacityBytes - taken()) throw new ChatError('storage-full');
      make(fileId, await readFile(path));
    },
    async beginAt(fileId, fromByte) {
      make(fileId, Buffer.alloc(fromByte));
    },
    areShared: (fileId, otherId) => find(fileId) !== undefined && find(fileId) === find(otherId),
    async share(fileId, otherId) {
      const [one, other] = [find(fileId), find(otherId)];
      if (one === undefined || other === undefined || !one.bytes.equals(other.bytes)) return false;
      held.set(fileId, other);
      return true;
    },
    async remove(fileId) {
      if (find(fileId) !== undefined) held.delete(fileId);
    },
    async *list() {
      const all = [...held.values()];
      yield [...held].map(([fileId, one]) => ({
        fileId,
        changedAtMs: one.changedAtMs,
        sizeBytes: one.bytes.length,
        isShared: all.filter(other => other === one).length > 1,
      }));
    },
    freeBytes: async () => capacityBytes - taken(),
  };
}
