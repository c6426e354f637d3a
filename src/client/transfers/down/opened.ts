/** Decrypts a complete encrypted file into a second file, which replaces it once all of it is authentic. */
import {createReadStream} from 'node:fs';
import {open, rename, rm} from 'node:fs/promises';
import {Readable} from 'node:stream';
import {ChatError} from '../../../shared/errors.ts';
import {openFile} from '../../../shared/sealed/file.ts';
import type {FileSecret} from '../../core/fileSealing.ts';
import {toUnwritable} from './sink.ts';

/** Path of the file that is being decrypted. @param path of the encrypted file */
export const openedOf = (path: string): string => `${path}.opened`;

export interface OpenPartOptions {
  signal: AbortSignal;
  /** Called before the decrypted file replaces the encrypted one. */
  onOpened: (inode: number) => Promise<void>;
}

/**
 * When aborted, removes the partly decrypted file and keeps the encrypted one.
 * @throws file-damaged, file-unwritable, the signal's reason
 */
export async function openPartFile(
  path: string,
  {identity, sizeBytes}: FileSecret,
  {signal, onOpened}: OpenPartOptions,
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
