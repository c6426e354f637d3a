/** Copies files with fsync and returns the hash of what was copied. */
import {createHash} from 'node:crypto';
import {constants, createReadStream} from 'node:fs';
import {open, type FileHandle} from 'node:fs/promises';
import type {Part} from './manifest.ts';

const COPY_BYTES = 1024 * 1024;

/** Copies a file and returns its size and hash; `undefined` if the file does not exist. */
export async function copyFile(from: string, to: string): Promise<Part | undefined> {
  const source = await open(from, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (source === undefined) return undefined;
  const target = await open(to, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    const input = createReadStream('', {fd: source, highWaterMark: COPY_BYTES, autoClose: false});
    for await (const chunk of input as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      await target.writeFile(chunk);
    }
    await target.sync();
    return {bytes, sha256: hash.digest('hex')};
  } finally {
    await closeBoth(source, target);
  }
}

async function closeBoth(source: FileHandle, target: FileHandle): Promise<void> {
  await source.close();
  await target.close();
}

/** A sentence for the usual error codes of a failed write; `undefined` for others. */
export function outputTrouble(code: string | undefined): string | undefined {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full';
  if (code === 'EFBIG') return 'files are limited in size here';
  return code === 'EPIPE' ? 'whoever reads it stopped before its end' : undefined;
}

export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.sync().finally(() => file.close());
}

/** Syncs the directory entries; systems that cannot do this do not need it. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder
    .sync()
    .catch(() => undefined)
    .finally(() => folder.close());
}
