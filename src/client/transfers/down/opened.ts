/** Decrypts a complete sealed file into a second file, which replaces it once all of it is authentic. */
import {createReadStream} from 'node:fs';
import {open, rename, rm} from 'node:fs/promises';
import {Readable} from 'node:stream';
import {ChatError} from '../../../shared/errors.ts';
import {openFile} from '../../../shared/sealed/file.ts';
import type {FileSecret} from '../../core/fileSealing.ts';
import {toUnwritable} from './sink.ts';

/** Where it is while it is being decrypted. @param path of the sealed file */
export const openedOf = (path: string): string => `${path}.opened`;

export interface Opening {
  signal: AbortSignal;
  /** Told before the decrypted file replaces the sealed one. */
  onOpened: (inode: number) => Promise<void>;
}

/**
 * Where it is stopped, what it has decrypted is removed and the sealed file stays. @throws file-damaged, file-unwritable, the
 * signal's reason
 */
export async function openPartFile(
  path: string,
  {identity, sizeBytes}: FileSecret,
  {signal, onOpened}: Opening,
): Promise<void> {
  const opened = openedOf(path);
  await rm(opened, {force: true}).catch(toUnwritable);
  const handle = await open(opened, 'wx', 0o600).catch(toUnwritable);
  try {
    const sealed = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
    for await (const bytes of openFile(sealed, {identity, sizeBytes})) {
      signal.throwIfAborted();
      await handle.writeFile(bytes).catch(toUnwritable);
    }
    await handle.sync().catch(toUnwritable);
    const {ino} = await handle.stat().catch(toUnwritable);
    await handle.close();
    signal.throwIfAborted();
    await onOpened(ino);
    await rename(opened, path).catch(toUnwritable);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(opened, {force: true}).catch(() => undefined);
    if (error instanceof ChatError && error.code === 'not-genuine')
      throw new ChatError('file-damaged', error.detail, {cause: error});
    throw error;
  }
}
