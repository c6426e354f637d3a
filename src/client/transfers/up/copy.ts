/** Copies sources that can be read only once or have no known size (pipes, standard input, system files) before sending. */
import {rmSync} from 'node:fs';
import {mkdir, open} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {ChatError} from '../../../shared/errors.ts';
import {makeFolder} from '../../../shared/machine/folder.ts';
import {safeName} from '../safeName.ts';
import {checkSource, type Source} from './source.ts';

export interface CopyOptions {
  dataDir: string;
  newId: () => string;
  sizeBytesMax: number;
  /** Aborts copying, even while the source delivers nothing. */
  signal: AbortSignal;
}

export const sourceCopiesIn = (dataDir: string): string => join(dataDir, 'transfers', 'copies');

/**
 * Copies the source if necessary.
 * @returns the copy, or the source itself.
 * @throws file-too-large, file-unreadable, file-unwritable, the signal's reason
 */
export async function withCopy(source: Source, {dataDir, newId, sizeBytesMax, signal}: CopyOptions): Promise<Source> {
  if (!source.content) return source;
  const folder = join(sourceCopiesIn(dataDir), newId());
  const path = join(folder, safeName(source.name));
  try {
    makeFolder(dirname(folder));
    await mkdir(folder, {mode: 0o700});
    await fill(path, source, {sizeBytesMax, signal});
    return {...(await checkSource(path)), name: source.name, isCopy: true};
  } catch (error) {
    removeCopy({path, isCopy: true});
    throw error instanceof ChatError ? error : new ChatError('file-unwritable', path, {cause: error});
  }
}

/** Rejects when the signal aborts; a later result of `work` is ignored. @throws the signal's reason */
export async function unlessStopped<T>(work: Promise<T> | undefined, signal: AbortSignal): Promise<T | undefined> {
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal.reason as Error);
  signal.addEventListener('abort', stop, {once: true});
  try {
    if (signal.aborted) stop();
    return await Promise.race([stopped.promise, work]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

type Filling = Pick<CopyOptions, 'sizeBytesMax' | 'signal'>;

async function fill(path: string, {path: from, content}: Source, {sizeBytesMax, signal}: Filling): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  let sizeBytes = 0;
  const parts = content?.()[Symbol.asyncIterator]();
  try {
    for (;;) {
      const read = parts?.next().catch((error: unknown) => {
        throw error instanceof ChatError ? error : new ChatError('file-unreadable', from, {cause: error});
      });
      const part = await unlessStopped(read, signal);
      if (part === undefined || part.done === true) break;
      const bytes = Buffer.from(part.value);
      sizeBytes += bytes.length;
      if (sizeBytes > sizeBytesMax)
        throw new ChatError('file-too-large', `${from} has more than the ${sizeBytesMax} bytes that are allowed`);
      await handle.writeFile(bytes);
    }
  } finally {
    await handle.close();
    const over = parts?.return?.();
    // A blocked read cannot be aborted: it is not awaited.
    if (signal.aborted) over?.catch(() => undefined);
    else await over;
  }
}

/** Removes a copy; does nothing to an original file. */
export function removeCopy(source: {path: string; isCopy?: true} | undefined): void {
  if (source?.isCopy !== true) return;
  try {
    rmSync(dirname(source.path), {recursive: true, force: true});
  } catch {
    // Ignored: the copy is in a private folder that only this person can read.
  }
}
