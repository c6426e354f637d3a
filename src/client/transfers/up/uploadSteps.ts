/** The steps of an upload: offer, bytes, hash. */
import {serverCan} from '../../core/serverCan.ts';
import {setTimeout} from 'node:timers/promises';
import {within} from '../../../shared/bounds/within.ts';
import {ChatError, kindOf} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import {createRunningHash, type RunningHash} from '../bytes/hashing.ts';
import type {Core} from '../../core/core.ts';
import type {Result} from '../../../shared/protocol.ts';
import type {Attempt, Job} from '../job.ts';
import type {TransferRecord} from '../kept/record.ts';
import {openBundle} from './bundle.ts';
import {sendDirectly, type DirectUploadState} from './directUpload.ts';
import {openSourceFile, type SourceReader} from './source.ts';
import {upload} from './resumableUpload.ts';
import {fileServerOf} from '../bytes/http.ts';

const REACH_TRIES = 60;
const REACH_AGAIN_MS = 500;

/** Can be repeated: the id of the offer is stored on disk before the first request. */
export const offer = (
  client: Core,
  {source, roomId, name, sizeBytes, bundle, isDirect}: TransferRecord,
): Promise<Result<'fileOffer'>> => {
  // Older servers get a bundle as an ordinary archive.
  const isKnown = serverCan(client.getState(), 'bundles');
  const told = bundle !== undefined && isKnown ? {bundle} : {};
  const params = {roomId, clientMsgId: source?.clientMsgId ?? '', name, sizeBytes};
  const key = source?.sealed;
  const way = isDirect ? {isDirect} : {};
  return key === undefined
    ? client.request('fileOffer', {...params, ...told, ...way})
    : client.sealing.offer({...params, ...way}, key);
};

interface Sent extends DirectUploadState {
  /** Resolves with whether a file that goes over the server can also be downloaded directly. */
  opens?: Promise<boolean> | undefined;
}

/**
 * Decides whether the offer is direct, for which the server reserves no space. If the decision needs an answer of a person or
 * program, the file starts over the server.
 * @throws direct-absent
 */
async function chooseWay(job: Job): Promise<Pick<Sent, 'opens'>> {
  const {directTransfers, record, signal} = job;
  const {peer, route, roomId, sizeBytes} = record;
  const isOpen = directTransfers.isPossible({roomId, sizeBytes});
  if (record.isDirect !== undefined || route === 'relay') return {};
  // The server may already have the offer: its kind cannot change any more.
  if (job.mayBeOffered && route !== 'direct') return {};
  const known = isOpen ? await directTransfers.asking.known(peer, route) : 'no';
  if (route === 'direct') {
    if (known === 'no' || !(await isReached(job)))
      throw new ChatError(isOpen ? 'direct-absent' : 'direct-unfit', `@${peer}`);
    await job.keep({isDirect: true});
    return {};
  }
  if (known === 'no' || (known === 'ask' && sizeBytes < FIXED_LIMITS.directAskedBytesMin)) return {};
  const reached = isReached(job);
  if (known === 'yes' && (await within(directTransfers.waits.headStartMs, reached)) === true) {
    await job.keep({isDirect: true});
    return {};
  }
  // Asks the person only if the receiver can download directly.
  return {
    opens: reached.then(isThere => isThere && directTransfers.asking.may(peer, route, signal)).catch(() => false),
  };
}

/**
 * Whether the receiver's program is there. A shell verb that must send directly waits, because the receiver may start theirs
 * a moment later.
 */
async function isReached({directTransfers, record: {peer, route}, client, signal}: Job): Promise<boolean> {
  const tries = route === 'direct' && client.options.isHeadless === true ? REACH_TRIES : 1;
  for (let count = 1; (await directTransfers.probe(peer)) === undefined; count++) {
    if (count >= tries) return false;
    await setTimeout(REACH_AGAIN_MS, undefined, {signal, ref: false});
  }
  return true;
}

async function offered(job: Job, given: Sent): Promise<{fileId: string; isNew: boolean}> {
  const {fileId, roomId, name} = job.record;
  if (fileId !== undefined) return {fileId, isNew: false};
  given.opens ??= (await chooseWay(job)).opens;
  given.isRelayed = given.opens !== undefined;
  job.mayBeOffered = true;
  const made = await offer(job.client, job.record);
  // First of all the file id is stored, so that events about the file find the transfer.
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
  {hash, signal}: {hash: RunningHash; signal: AbortSignal},
): Promise<void> {
  const {source, sizeBytes} = job.record;
  if (!source) throw new Error('an upload without a source');
  const handle = await opened(job);
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
      signal,
      onProgress: doneBytes => job.progress.step(doneBytes),
    });
    await hash.moveTo(sizeBytes, handle, job.signal);
    await handle.checkEnd?.();
  } catch (error) {
    const isLocal = error instanceof ChatError && kindOf(error.code).isLocalFile === true;
    // A bundle's error names the file already.
    throw isLocal && error.detail === '' ? new ChatError(error.code, source.path, {cause: error}) : error;
  } finally {
    await handle.close();
  }
}

async function opened({record: {source, sizeBytes}}: Job): Promise<SourceReader> {
  if (!source) throw new Error('an upload without a source');
  return source.parts === undefined ? openSourceFile(source, sizeBytes) : openBundle(source.parts);
}

interface Directly {
  file: {fileId: string; isNew: boolean};
  hash: RunningHash;
  given: Sent;
  release: () => void;
}

/** @returns true when the receiver got the file directly; false when all of it is on the server */
async function give(job: Job, {file, hash, given, release}: Directly): Promise<boolean> {
  const {fileId} = file;
  if (job.record.isGiven === true) return true;
  const isOffered = job.record.isDirect === true;
  // A direct offer holds no slot while it waits for the receiver.
  if (isOffered) release();
  const isGiven = await sendDirectly(
    {
      job,
      directTransfers: job.directTransfers,
      fileId,
      hash,
      open: () => opened(job),
      opens: isOffered ? undefined : given.opens,
      async onTaken() {
        if (job.record.isDirect !== true) await job.keep({isDirect: true});
        release();
      },
      async beginRelay(fromByte) {
        await job.client.request('fileRelay', {fileId, fromByte});
      },
      async relay(signal) {
        if (job.record.isDirect !== true) return sendBytes(job, file, {hash, signal});
        const leave = await job.slots.take(signal);
        try {
          job.show({status: 'active'});
          await sendBytes(job, {fileId, isNew: false}, {hash, signal});
        } finally {
          leave();
        }
      },
    },
    given,
  );
  if (isGiven) await job.keep({isGiven, sha256: hash.digest()});
  return isGiven;
}

/** Creates the function that makes one attempt; the hash state is kept between attempts. */
export function createSending(): Attempt {
  const hash = createRunningHash();
  const given: Sent = {isRelayed: false, knownBytes: 0};
  return async (job, release) => {
    const file = await offered(job, given);
    const {fileId} = file;
    const mayBeDirect = job.record.isDirect === true || given.opens !== undefined;
    const isGiven = mayBeDirect && (await give(job, {file, hash, given, release}));
    if (!mayBeDirect) await sendBytes(job, file, {hash, signal: job.signal});
    release();
    job.progress.stop();
    job.show({status: 'verifying', doneBytes: job.record.sizeBytes, bytesPerSecond: 0});
    const sha256 = job.record.sha256 ?? hash.digest();
    job.note({sha256});
    await job.client.request('fileComplete', {fileId, sha256, ...(isGiven && {isDirect: true})});
    return isGiven ? {route: 'direct'} : {};
  };
}
