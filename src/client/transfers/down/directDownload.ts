/**
 * Downloads a file that is offered directly: over a channel to its sender, over the server while there is no channel, and
 * back; each change resumes at the same byte.
 */
import {fstatSync} from 'node:fs';
import {within} from '../../../shared/bounds/within.ts';
import {ChatError} from '../../../shared/errors.ts';
import {toBroken} from '../bytes/http.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {FileChannel} from '../../peer/fileChannel.ts';
import {download, type DownloadTry} from './download.ts';
import {stalledMs} from '../../core/route.ts';
import {openIntake, resumedAt} from './intake.ts';
import type {Job} from '../job.ts';
import type {DirectTransfers} from '../directTransfers/directTransfers.ts';

/** State of one download that is kept between attempts. */
export interface DirectDownloadState {
  failedAtMs: number;
  /** True when the last search found no program of the sender. */
  isAbsent: boolean;
  /** Aborted when the file is complete: a later answer to the address question then only counts for the next file. */
  readonly over: AbortController;
  /** Why the last search failed. */
  failure?: ChatError;
}

export const newDirectDownloadState = (): DirectDownloadState => ({
  failedAtMs: Number.NEGATIVE_INFINITY,
  isAbsent: false,
  over: new AbortController(),
});

interface DirectTry {
  job: Job;
  directTransfers: DirectTransfers;
  state: DirectDownloadState;
  bytes: DownloadTry;
}

/**
 * Resolves when all bytes are in the file and the hash.
 * @returns the channel if the last bytes came over one: its sender waits for the confirmation.
 * @throws as `download`, and direct-failed when the file may only go directly
 */
export async function receiveDirectly(options: DirectTry): Promise<FileChannel | undefined> {
  const {job, directTransfers, state, bytes} = options;
  const {peer} = job.record;
  const {fileId, handle, sizeBytes} = bytes;
  const from = Math.min(fstatSync(handle.fd).size, sizeBytes);
  const file = await job.client.request('fileShow', {fileId});
  if (file.state === 'cancelled') throw new ChatError('file-gone', file.name);
  if (file.sha256 !== undefined) job.note({sha256: file.sha256});
  const directBytes = file.directBytes ?? 0;
  if (file.state === 'complete') {
    // The sender has finished: all bytes are here, or the rest is on the server.
    if (from < sizeBytes && from < directBytes) throw new ChatError('file-direct', file.name);
    return overServer(options, undefined);
  }
  const search = reached(options);
  try {
    const channel = await within(directTransfers.waits.headStartMs, search);
    if (channel !== undefined) return await overChannel(options, channel);
    const rest = {name: peer, fileId, fromByte: from};
    // An absent sender is not asked to use the server: one that appears a moment later can send directly.
    let asked = state.isAbsent
      ? undefined
      : await Promise.race([found(search), directTransfers.askRelay({...rest, isMeanwhile: true})]);
    if (asked === 'refused') {
      asked = (await search) ?? (await reached(options, 'alone')) ?? (await directTransfers.askRelay(rest));
      if (asked === 'refused') throw state.failure ?? new ChatError('direct-failed');
    }
    if (typeof asked === 'object') return await overChannel(options, asked);
    // The sender is away: the download continues when a connection is possible again.
    if (asked === undefined && directBytes > from) throw new ChatError('disconnected');
  } catch (error) {
    // The search is no longer needed: close the channel if it finds one.
    search.then(channel => channel?.close()).catch(() => undefined);
    throw error;
  }
  return overServer(options, () => search);
}

/** Downloads a file that is sent over the server, and changes to a channel once the sender allows it. @throws as `download` */
export function receiveEither(options: DirectTry): Promise<FileChannel | undefined> {
  const {job, directTransfers} = options;
  const {peer, route, roomId, sizeBytes, fileId = ''} = job.record;
  const isOpen = route !== 'relay' && directTransfers.isPossible({roomId, sizeBytes});
  return overServer(
    options,
    isOpen ? over => directTransfers.untilOpened(peer, fileId, over).then(() => reached(options)) : undefined,
  );
}

/** Resolves only if a channel is found; otherwise the other promise of the race decides. */
const found = (search: Promise<FileChannel | undefined>): Promise<FileChannel> =>
  new Promise((resolve, reject) => {
    search.then(channel => channel !== undefined && resolve(channel), reject);
  });

/** Connects to the sender, if that is permitted. `alone`: the file cannot come over the server. */
async function reached({job, directTransfers, state}: DirectTry, way?: 'alone'): Promise<FileChannel | undefined> {
  const {peer, route, sizeBytes, fileId = ''} = job.record;
  if (performance.now() - state.failedAtMs < directTransfers.waits.againMs) return undefined;
  const isWorthAsking = way === 'alone' || sizeBytes >= FIXED_LIMITS.directAskedBytesMin;
  if (!isWorthAsking && (await directTransfers.asking.known(peer, route)) === 'ask') return undefined;
  if (!(await directTransfers.asking.may(peer, route, job.signal)) || state.over.signal.aborted) return undefined;
  state.isAbsent = false;
  try {
    return await directTransfers.reach(peer, fileId, AbortSignal.any([job.signal, state.over.signal]));
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    state.isAbsent = error.code === 'direct-absent';
    if (state.isAbsent) return undefined;
    state.failedAtMs = performance.now();
    state.failure = error;
    return undefined;
  }
}

/**
 * @param first searches for the channel to which the download then changes; without it, a channel is searched for repeatedly
 */
async function overServer(
  options: DirectTry,
  first: ((over: AbortSignal) => Promise<FileChannel | undefined>) | undefined,
): Promise<FileChannel | undefined> {
  const {job, bytes} = options;
  if (job.record.isDirect === true) job.show({route: 'relay'});
  const found = new AbortController();
  const ended = new AbortController();
  let channel: FileChannel | undefined;
  let isSeeking = false;
  let isOver = false;
  const look = async (seek: typeof first) => {
    if (isSeeking || isOver || seek === undefined) return;
    isSeeking = true;
    // A failed search is repeated later.
    const made = await seek(ended.signal).catch(() => undefined);
    isSeeking = false;
    if (made === undefined) return;
    if (isOver) return made.close();
    channel = made;
    found.abort();
  };
  const seekAgain = first && (() => reached(options));
  const again = setInterval(() => job.client.background(look(seekAgain)), options.directTransfers.waits.againMs);
  job.client.background(look(first));
  const stopSeeking = () => {
    isOver = true;
    clearInterval(again);
    ended.abort();
  };
  found.signal.addEventListener('abort', stopSeeking, {once: true});
  try {
    await download({...bytes, signal: AbortSignal.any([bytes.signal, found.signal])});
  } catch (error) {
    // The sender has agreed to the relay, but the server does not know yet: try again.
    const isEarly = first !== undefined && error instanceof ChatError && error.code === 'file-direct';
    if (channel === undefined || job.signal.aborted) throw isEarly ? new ChatError('disconnected') : error;
    return await overChannel(options, channel);
  } finally {
    stopSeeking();
  }
  // All bytes arrived over the server before the channel was used.
  (channel as FileChannel | undefined)?.close();
  return undefined;
}

/** @throws disconnected, file-unwritable, bad-answer */
async function overChannel({job, directTransfers, bytes}: DirectTry, channel: FileChannel): Promise<FileChannel> {
  const {fileId, rate, signal} = bytes;
  const from = await resumedAt(bytes);
  if (job.record.isDirect !== true) await job.keep({isDirect: true});
  job.show({route: 'direct'});
  let failure: ChatError | undefined;
  const fail = (error: ChatError) => {
    failure ??= error;
    channel.close();
  };
  const intake = openIntake(bytes, {from, signal, resume: () => channel.resume(), onFailed: fail});
  channel.onBytes = piece => {
    try {
      return intake.take(piece);
    } catch (error) {
      fail(error as ChatError);
      return true;
    }
  };
  const stop = () => channel.close();
  signal.addEventListener('abort', stop, {once: true});
  channel.watch(stalledMs(directTransfers.waits, rate));
  try {
    channel.say({t: 'take', id: fileId, fromByte: from});
    const word = await channel.next(Infinity);
    channel.watch(0);
    if (word.t !== 'sum' || word.id !== fileId || intake.leftBytes() > 0) throw new ChatError('disconnected');
    job.note({sha256: word.sha256});
  } catch (error) {
    failure ??= toBroken(error);
    channel.close();
  } finally {
    signal.removeEventListener('abort', stop);
  }
  await intake.finish().catch((error: ChatError) => (failure = error));
  if (failure !== undefined) throw failure;
  return channel;
}
