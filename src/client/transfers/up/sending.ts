/** An upload step by step: offer, bytes, hash. */
import {ChatError} from '../../../shared/errors.ts';
import {createRunningHash, type RunningHash} from '../bytes/hashing.ts';
import type {Core} from '../../core/core.ts';
import type {Result} from '../../../shared/protocol.ts';
import type {Attempt, Job} from '../job.ts';
import type {TransferRecord} from '../record.ts';
import {openBundle} from './bundle.ts';
import {openFile} from './source.ts';
import {upload} from './upload.ts';
import {fileServerOf} from '../bytes/http.ts';

/** Made once, however often it is asked for: the id of the offer is on disk before. */
export const offer = (
  client: Core,
  {source, roomId, name, sizeBytes, bundle}: TransferRecord,
): Promise<Result<'fileOffer'>> => {
  // For an older server it is an archive like any other.
  const isKnown = client.getState().server?.protocol?.capabilities.includes('bundles') === true;
  const told = bundle !== undefined && isKnown ? {bundle} : {};
  const params = {roomId, clientMsgId: source?.clientMsgId ?? '', name, sizeBytes};
  const key = source?.sealed;
  return key === undefined ? client.request('fileOffer', {...params, ...told}) : client.sealing.offer(params, key);
};

async function offered(job: Job): Promise<{fileId: string; isNew: boolean}> {
  const {fileId, roomId, name} = job.record;
  if (fileId !== undefined) return {fileId, isNew: false};
  job.mayBeOffered = true;
  const made = await offer(job.client, job.record);
  // First of all: what is said about the file in the room must find it.
  job.show({fileId: made.fileId});
  job.note({fileId: made.fileId});
  if (made.awaits !== undefined) {
    job.client.notify('info', `${made.awaits} is not online now and will get ${name} on return.`, roomId);
  }
  return {fileId: made.fileId, isNew: !job.isTakenOver};
}

async function sendBytes(
  job: Job,
  {fileId, isNew}: {fileId: string; isNew: boolean},
  hash: RunningHash,
): Promise<void> {
  const {source, sizeBytes} = job.record;
  if (!source) throw new Error('an upload without a source');
  const handle = source.parts === undefined ? await openFile(source, sizeBytes) : openBundle(source.parts);
  try {
    job.progress.start(hash.at);
    await upload({
      server: fileServerOf(job.client),
      fileId,
      isNew,
      handle,
      sizeBytes,
      hash,
      rate: job.rate,
      signal: job.signal,
      onProgress: doneBytes => job.progress.step(doneBytes),
    });
    await hash.moveTo(sizeBytes, handle, job.signal);
    await handle.checkEnd?.();
  } catch (error) {
    const isLocal = error instanceof ChatError && ['file-changed', 'file-unreadable'].includes(error.code);
    // Which of several it is was said already.
    throw isLocal && error.detail === '' ? new ChatError(error.code, source.path, {cause: error}) : error;
  } finally {
    await handle.close();
  }
}

/** A function that makes one try; what was hashed stays known between tries. */
export function createSending(): Attempt {
  const hash = createRunningHash();
  return async (job, release) => {
    const file = await offered(job);
    await sendBytes(job, file, hash);
    release();
    job.progress.stop();
    job.show({status: 'verifying', doneBytes: job.record.sizeBytes, bytesPerSecond: 0});
    await job.client.request('fileComplete', {fileId: file.fileId, sha256: hash.digest()});
    return {};
  };
}
