/** An upload step by step: offer, bytes, hash. */
import {ChatError} from '../../shared/errors.ts';
import {createRunningHash, type RunningHash} from './hashing.ts';
import type {Attempt, Job} from './job.ts';
import {checkSame, openSource} from './source.ts';
import {upload} from './upload.ts';

/** The file's id; the offer is made once, however often it is tried. */
async function offered(job: Job): Promise<{fileId: string; isNew: boolean}> {
  const {fileId, source, roomId, name, sizeBytes} = job.record;
  if (fileId !== undefined) return {fileId, isNew: false};
  const clientMsgId = source?.clientMsgId ?? '';
  const offer = await job.client.request('fileOffer', {roomId, clientMsgId, name, sizeBytes});
  // First of all: what is said about the file in the room must find it.
  job.show({fileId: offer.fileId});
  await job.keep({fileId: offer.fileId});
  if (offer.awaits !== undefined) {
    job.client.notify('info', `${offer.awaits} is not online now and will get ${name} on return.`, roomId);
  }
  return {fileId: offer.fileId, isNew: true};
}

async function sendBytes(
  job: Job,
  {fileId, isNew}: {fileId: string; isNew: boolean},
  hash: RunningHash,
): Promise<void> {
  const {source, sizeBytes} = job.record;
  if (!source) throw new Error('an upload without a source');
  const handle = await openSource(source.path);
  try {
    await checkSame(handle, {...source, sizeBytes});
    job.progress.start(hash.at);
    await upload({
      server: {serverUrl: job.client.options.serverUrl, token: job.client.getToken() ?? ''},
      fileId,
      isNew,
      handle,
      sizeBytes,
      hash,
      signal: job.signal,
      onProgress: doneBytes => job.progress.step(doneBytes),
    });
    await hash.moveTo(sizeBytes, handle, job.signal);
    await checkSame(handle, {...source, sizeBytes});
  } catch (error) {
    throw error instanceof ChatError && error.code === 'file-changed'
      ? new ChatError('file-changed', source.path)
      : error;
  } finally {
    await handle.close();
  }
}

/** A function that makes one try; what was hashed stays known between tries. */
export function createSending(): Attempt {
  const hash = createRunningHash();
  return async (job, release) => {
    const offer = await offered(job);
    await sendBytes(job, offer, hash);
    release();
    job.progress.stop();
    job.show({status: 'verifying', doneBytes: job.record.sizeBytes, bytesPerSecond: 0});
    await job.client.request('fileComplete', {fileId: offer.fileId, sha256: hash.digest()});
    return {};
  };
}
