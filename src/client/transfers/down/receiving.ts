/** The steps of a download: bytes, hash, comparison with the sender's hash, final name. */
import {fstatSync} from 'node:fs';
import {rm, type FileHandle} from 'node:fs/promises';
import {join} from 'node:path';
import {titleOf} from '../../../shared/bundle.ts';
import {ChatError} from '../../../shared/errors.ts';
import {faultPoint} from '../../../shared/machine/faultPoint.ts';
import type {FileChannel} from '../../peer/fileChannel.ts';
import {newDirectDownloadState, receiveDirectly, receiveEither, type DirectDownloadState} from './directDownload.ts';
import type {DownloadTry} from './download.ts';
import {createRunningHash, type RunningHash} from '../bytes/hashing.ts';
import type {Attempt, Job} from '../job.ts';
import type {TransferRecord} from '../kept/record.ts';
import {openedOf, openPartFile} from './opened.ts';
import {toUnwritable} from './sink.ts';
import {stagingOf, unpack, wasUnpacked} from './unpack.ts';
import {finishPart, openPart, removePart, wasFinished, wasOpened} from './destination.ts';
import {fileServerOf} from '../bytes/http.ts';

/**
 * Wait for the event with the sender's hash, which usually follows the last bytes, before the server is asked (milliseconds).
 */
const HEARD_WITHIN_MS = 1_000;
/** Interval of asking again, in milliseconds: the sender may take long to finish, and the event may have been missed. */
const ASK_AGAIN_MS = 30_000;

const newsWithin = (job: Job, ms: number): Promise<void> =>
  job.news(AbortSignal.any([job.signal, AbortSignal.timeout(ms)]));

async function expectedHash(job: Job, fileId: string): Promise<string> {
  // In an encrypted conversation the hash comes from the sender's sealed message, not from the server.
  if (job.record.sealed !== undefined) return job.record.sealed.sha256;
  if (job.record.sha256 === undefined && !job.isTakenOver) await newsWithin(job, HEARD_WITHIN_MS);
  for (;;) {
    job.signal.throwIfAborted();
    if (job.record.sha256 !== undefined) return job.record.sha256;
    const news = newsWithin(job, ASK_AGAIN_MS);
    const file = await job.client.request('fileShow', {fileId});
    if (file.state === 'cancelled') throw new ChatError('file-gone', file.name);
    if (file.sha256 !== undefined) return file.sha256;
    await news;
  }
}

interface Fetching {
  fileId: string;
  hash: RunningHash;
  handle: FileHandle;
  state: DirectDownloadState;
}

/** @returns the channel on which the bytes came: its sender waits for the confirmation that they are safe */
async function fetchBytes(job: Job, {fileId, hash, handle, state}: Fetching): Promise<FileChannel | undefined> {
  job.progress.start(0);
  const bytes: DownloadTry = {
    server: fileServerOf(job.client),
    fileId,
    handle,
    sizeBytes: job.record.sizeBytes,
    hash,
    rate: job.rate,
    signal: job.signal,
    onProgress: doneBytes => job.progress.step(doneBytes),
  };
  const receive = job.record.isDirect === true ? receiveDirectly : receiveEither;
  return receive({job, directTransfers: job.directTransfers, state, bytes});
}

type Target = NonNullable<TransferRecord['target']>;

interface Kept {
  hash: RunningHash;
  state: DirectDownloadState;
}

async function fetchInto(job: Job, target: Target, {hash, state}: Kept, release: () => void): Promise<void> {
  const {fileId = '', name} = job.record;
  const handle = await openPart(target.folder, target.partName);
  let channel: FileChannel | undefined;
  try {
    const {size, ino: inode} = fstatSync(handle.fd);
    // The partial file of an earlier run was removed and has been created anew.
    if (inode !== target.inode) {
      const {openedInode: _gone, ...rest} = target;
      await job.keep({target: {...rest, inode}});
    }
    channel = await fetchBytes(job, {fileId, hash, handle, state});
    state.over.abort();
    release();
    job.progress.stop();
    job.show({status: 'verifying', doneBytes: job.record.sizeBytes, bytesPerSecond: 0});
    const expected = await expectedHash(job, fileId);
    if (expected === hash.digest()) job.note({sha256: expected});
    else {
      // The error may be in bytes from an earlier run: download once more from the start before reporting damage.
      await handle.truncate(0).catch(toUnwritable);
      if (size > 0) throw new ChatError('disconnected');
      throw new ChatError('file-damaged', name);
    }
    faultPoint('download.beforeSync');
    await handle.sync().catch(toUnwritable);
    channel?.say({t: 'got', id: fileId});
    if (channel !== undefined) job.directTransfers.keep(channel);
    channel = undefined;
  } finally {
    channel?.close();
    // Ignored: network file systems report a full disk on close, but the data was synced before.
    await handle.close().catch(() => undefined);
  }
}

/**
 * Unpacks the archive of a bundle.
 * @returns the path of the result; `undefined` for a single file, and for an invalid archive, which stays a file
 */
async function takeOut(job: Job, target: Target): Promise<string | undefined> {
  const {bundle, only, transferId, sealed, name} = job.record;
  if (bundle === undefined) return undefined;
  const {folder, partName} = target;
  const sizeBytes = sealed?.sizeBytes ?? job.record.sizeBytes;
  const archive = await openPart(folder, partName);
  try {
    const path = await unpack({
      archive,
      sizeBytes,
      folder,
      transferId,
      title: titleOf({name, bundle}),
      only,
      signal: job.signal,
      onTry: (tried, takenInode) => job.keep({target: {...(job.record.target ?? target), path: tried, takenInode}}),
    });
    await removePart(folder, partName);
    return path;
  } catch (error) {
    if (error instanceof ChatError && error.code === 'bad-answer') return undefined;
    if (error instanceof ChatError && error.code === 'file-not-found') await removePart(folder, partName);
    throw error;
  } finally {
    await archive.close();
  }
}

/** Removes the partial file, and what a killed program has decrypted or unpacked from it. */
export async function removeUnfinished(record: TransferRecord, {folder, partName}: Target): Promise<void> {
  await removePart(folder, partName);
  const {transferId, bundle} = record;
  const staging = bundle && stagingOf({folder, title: titleOf(record), transferId});
  for (const path of [openedOf(join(folder, partName)), ...(staging === undefined ? [] : [staging])])
    await rm(path, {recursive: true, force: true}).catch(() => undefined);
}

/** Downloads the bytes, and decrypts those of an encrypted conversation. Skips this if an earlier run has done it. */
async function receive(job: Job, target: Target, kept: Kept, release: () => void): Promise<void> {
  const {sealed} = job.record;
  if (sealed !== undefined && wasOpened(target, sealed.sizeBytes)) {
    job.note({sha256: sealed.sha256});
    return;
  }
  await fetchInto(job, target, kept, release);
  if (sealed === undefined) return;
  await openPartFile(join(target.folder, target.partName), sealed, {
    signal: job.signal,
    onOpened: openedInode => job.keep({target: {...(job.record.target ?? target), openedInode}}),
  });
}

/** Creates the function that makes one attempt; the hash state is kept between attempts. */
export function createReceiving(): Attempt {
  const kept: Kept = {hash: createRunningHash(), state: newDirectDownloadState()};
  return async (job, release) => {
    const {target, name, sealed} = job.record;
    const sizeBytes = sealed?.sizeBytes ?? job.record.sizeBytes;
    if (!target) throw new Error('a download without a target');
    const {folder, partName, path: earlier} = target;
    if (earlier !== undefined && wasFinished(target, earlier, sizeBytes)) return {path: earlier};
    if (earlier !== undefined && target.takenInode !== undefined && wasUnpacked(earlier, target.takenInode)) {
      await removePart(folder, partName);
      return {path: earlier};
    }
    try {
      await receive(job, target, kept, release);
    } catch (error) {
      if (error instanceof ChatError && error.code === 'file-damaged') await removePart(folder, partName);
      if (error instanceof ChatError && error.code === 'file-unwritable' && error.detail === '') {
        throw new ChatError('file-unwritable', join(folder, partName), {cause: error});
      }
      throw error;
    }
    job.signal.throwIfAborted();
    const taken = await takeOut(job, target);
    if (taken !== undefined) return {path: taken};
    const onTry = async (path: string) => {
      const kept = job.record.target;
      if (kept?.path !== path) await job.keep({target: {...(kept ?? target), path}});
    };
    return {path: await finishPart({folder, partName, name, onTry})};
  };
}
