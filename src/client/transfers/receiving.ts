/** A download step by step: bytes, hash, what the sender says the hash is, and the name it gets. */
import type {FileHandle} from 'node:fs/promises';
import {join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import {faultPoint} from '../../shared/faultPoint.ts';
import {download} from './download.ts';
import {createRunningHash, type RunningHash} from './hashing.ts';
import type {Attempt, Job} from './job.ts';
import {finishPart, openPart, removePart, wasFinished} from './target.ts';

/** The sender may take long to finish; what was said on the connection meanwhile may have been missed. */
const ASK_AGAIN_MS = 30_000;

async function expectedHash(job: Job, fileId: string): Promise<string> {
  for (;;) {
    const news = job.news(AbortSignal.any([job.signal, AbortSignal.timeout(ASK_AGAIN_MS)]));
    const file = await job.client.request('fileShow', {fileId});
    if (file.state === 'cancelled') throw new ChatError('file-gone', file.name);
    if (file.sha256 !== undefined) return file.sha256;
    await news;
    job.signal.throwIfAborted();
  }
}

async function fetchBytes(job: Job, fileId: string, hash: RunningHash, handle: FileHandle): Promise<void> {
  job.progress.start(0);
  await download({
    server: {serverUrl: job.client.options.serverUrl, token: job.client.getToken() ?? ''},
    fileId,
    handle,
    sizeBytes: job.record.sizeBytes,
    hash,
    signal: job.signal,
    onProgress: doneBytes => job.progress.step(doneBytes),
  });
}

async function fetchInto(job: Job, partName: string, hash: RunningHash, release: () => void): Promise<void> {
  const {fileId = '', target, name} = job.record;
  const folder = target?.folder ?? '';
  const handle = await openPart(folder, partName);
  try {
    const {size} = await handle.stat();
    await fetchBytes(job, fileId, hash, handle);
    release();
    job.progress.stop();
    job.show({status: 'verifying', doneBytes: job.record.sizeBytes, bytesPerSecond: 0});
    if ((await expectedHash(job, fileId)) !== hash.digest()) {
      // What was on disk from an earlier run may be what is wrong: once more from the start says which it is.
      await handle.truncate(0);
      if (size > 0) throw new ChatError('disconnected');
      throw new ChatError('file-damaged', name);
    }
    faultPoint('download.beforeSync');
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A function that makes one try; what was hashed stays known between tries. */
export function createReceiving(): Attempt {
  const hash = createRunningHash();
  return async (job, release) => {
    const {target, name} = job.record;
    if (!target) throw new Error('a download without a target');
    const {folder, partName, path: earlier} = target;
    if (earlier !== undefined && (await wasFinished(folder, partName, earlier))) return {path: earlier};
    try {
      await fetchInto(job, partName, hash, release);
    } catch (error) {
      if (error instanceof ChatError && error.code === 'file-damaged') await removePart(folder, partName);
      if (error instanceof ChatError && error.code === 'file-unwritable' && error.detail === '') {
        throw new ChatError('file-unwritable', join(folder, partName), {cause: error});
      }
      throw error;
    }
    job.signal.throwIfAborted();
    const onTry = (path: string) => job.keep({target: {folder, partName, path}});
    return {path: await finishPart({folder, partName, name, onTry})};
  };
}
