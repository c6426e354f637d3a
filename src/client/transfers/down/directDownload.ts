/**
 * Downloads a file that is offered directly: over a channel to its sender, over the server while there is none, and back, always
 * resuming at the same byte.
 */
import {fstatSync} from 'node:fs';
import {within} from '../../../shared/bounds/within.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {FileChannel} from '../../peer/fileChannel.ts';
import {download, type DownloadTry} from './download.ts';
import {stalledMs} from '../../core/route.ts';
import {createSink, toUnwritable} from './sink.ts';
import type {Job} from '../job.ts';
import type {DirectTransfers} from '../directTransfers/directTransfers.ts';

/** State of one download between attempts. */
export interface Seeking {
  failedAtMs: number;
  /** The last search found no program of the sender. */
  isAbsent: boolean;
  /** Aborted when the file is complete; an answer to the question then only counts for the next file. */
  readonly over: AbortController;
  /** Why there was none the last time. */
  failure?: ChatError;
}

export const newSeeking = (): Seeking => ({
  failedAtMs: Number.NEGATIVE_INFINITY,
  isAbsent: false,
  over: new AbortController(),
});

interface DirectTry {
  job: Job;
  directTransfers: DirectTransfers;
  seeking: Seeking;
  bytes: DownloadTry;
}

/**
 * Resolves when every byte is in the file and in the hash; with the channel where it ended on one, whose other end waits to hear
 * that the file is whole. @throws as `download`, and direct-failed where it is to go in no other way
 */
export async function receiveDirectly(options: DirectTry): Promise<FileChannel | undefined> {
  const {job, directTransfers, seeking, bytes} = options;
  const {peer} = job.record;
  const {fileId, handle, sizeBytes} = bytes;
  const from = Math.min(fstatSync(handle.fd).size, sizeBytes);
  const file = await job.client.request('fileShow', {fileId});
  if (file.state === 'cancelled') throw new ChatError('file-gone', file.name);
  if (file.sha256 !== undefined) job.note({sha256: file.sha256});
  const directBytes = file.directBytes ?? 0;
  if (file.state === 'complete') {
    // Its sender is done with it: all of it is here, or the rest is on the server.
    if (from < sizeBytes && from < directBytes) throw new ChatError('file-direct', file.name);
    return overServer(options, undefined);
  }
  const search = reached(options);
  try {
    const channel = await within(directTransfers.waits.headStartMs, search);
    if (channel !== undefined) return await overChannel(options, channel);
    const rest = {name: peer, fileId, fromByte: from};
    // Whoever is not there is not asked: who comes the moment after would send over the server what can go directly.
    let asked = seeking.isAbsent
      ? undefined
      : await Promise.race([found(search), directTransfers.askRelay({...rest, isMeanwhile: true})]);
    if (asked === 'refused') {
      asked = (await search) ?? (await reached(options, 'alone')) ?? (await directTransfers.askRelay(rest));
      if (asked === 'refused') throw seeking.failure ?? new ChatError('direct-failed');
    }
    if (typeof asked === 'object') return await overChannel(options, asked);
    // Its sender is away: it goes on when one of both is back.
    if (asked === undefined && directBytes > from) throw new ChatError('disconnected');
  } catch (error) {
    // Nobody waits for it any more.
    search.then(channel => channel?.close()).catch(() => undefined);
    throw error;
  }
  return overServer(options, () => search);
}

/** A file that goes over the server, and over a channel from when its sender lets it. @throws as `download` */
export function receiveEither(options: DirectTry): Promise<FileChannel | undefined> {
  const {job, directTransfers} = options;
  const {peer, route, roomId, sizeBytes, fileId = ''} = job.record;
  const isOpen = route !== 'relay' && directTransfers.isPossible({roomId, sizeBytes});
  return overServer(
    options,
    isOpen ? over => directTransfers.untilOpened(peer, fileId, over).then(() => reached(options)) : undefined,
  );
}

/** Resolves only if a channel is found, so that the other promise of a race decides otherwise. */
const found = (search: Promise<FileChannel | undefined>): Promise<FileChannel> =>
  new Promise((resolve, reject) => {
    search.then(channel => channel !== undefined && resolve(channel), reject);
  });

/** Connects to the sender, if permitted. `alone`: there is no other way. */
async function reached({job, directTransfers, seeking}: DirectTry, way?: 'alone'): Promise<FileChannel | undefined> {
  const {peer, route, sizeBytes, fileId = ''} = job.record;
  if (performance.now() - seeking.failedAtMs < directTransfers.waits.againMs) return undefined;
  const isWorthAsking = way === 'alone' || sizeBytes >= FIXED_LIMITS.directAskedBytesMin;
  if (!isWorthAsking && (await directTransfers.asking.known(peer, route)) === 'ask') return undefined;
  if (!(await directTransfers.asking.may(peer, route, job.signal)) || seeking.over.signal.aborted) return undefined;
  seeking.isAbsent = false;
  try {
    return await directTransfers.reach(peer, fileId, AbortSignal.any([job.signal, seeking.over.signal]));
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    seeking.isAbsent = error.code === 'direct-absent';
    if (seeking.isAbsent) return undefined;
    seeking.failedAtMs = performance.now();
    seeking.failure = error;
    return undefined;
  }
}

/** @param first finds a channel, for which the server is left; without one, another is looked for again and again */
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
    // What cannot be found now is looked for again.
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
    // Its sender has agreed, and the server does not know of it yet: asked again.
    const isEarly = first !== undefined && error instanceof ChatError && error.code === 'file-direct';
    if (channel === undefined || job.signal.aborted) throw isEarly ? new ChatError('disconnected') : error;
    return await overChannel(options, channel);
  } finally {
    stopSeeking();
  }
  // All of it came before the channel could be used.
  (channel as FileChannel | undefined)?.close();
  return undefined;
}

/** @throws disconnected, file-unwritable, bad-answer */
async function overChannel({job, directTransfers, bytes}: DirectTry, channel: FileChannel): Promise<FileChannel> {
  const {fileId, handle, sizeBytes, hash, rate, signal, onProgress} = bytes;
  const {size} = fstatSync(handle.fd);
  if (size > sizeBytes) await handle.truncate(0).catch(toUnwritable);
  const from = size > sizeBytes ? 0 : size;
  await hash.moveTo(from, handle, signal);
  onProgress(from);
  if (job.record.isDirect !== true) await job.keep({isDirect: true});
  job.show({route: 'direct'});
  let failure: ChatError | undefined;
  let left = sizeBytes - from;
  const held = {byDisk: false, byRate: false};
  const letGo = (by: keyof typeof held) => {
    held[by] = false;
    if (!held.byDisk && !held.byRate) channel.resume();
  };
  const fail = (error: ChatError) => {
    failure ??= error;
    channel.close();
  };
  const sink = createSink({
    handle,
    at: from,
    sizeBytes: left,
    onFree: () => letGo('byDisk'),
    onProgress,
    onFailed: fail,
  });
  channel.onBytes = piece => {
    if (piece.length > left) {
      fail(new ChatError('bad-answer', 'more bytes than the file has'));
      return true;
    }
    left -= piece.length;
    hash.update(piece);
    held.byDisk = !sink.write(piece);
    const turn = rate.take(piece.length, signal);
    held.byRate = turn !== undefined;
    const go = () => letGo('byRate');
    turn?.then(go, go);
    return !held.byDisk && !held.byRate;
  };
  const stop = () => channel.close();
  signal.addEventListener('abort', stop, {once: true});
  channel.watch(stalledMs(directTransfers.waits, rate));
  try {
    channel.say({t: 'take', id: fileId, fromByte: from});
    const word = await channel.next(Infinity);
    channel.watch(0);
    if (word.t !== 'sum' || word.id !== fileId || left > 0) throw new ChatError('disconnected');
    job.note({sha256: word.sha256});
  } catch (error) {
    failure ??= error instanceof ChatError ? error : new ChatError('disconnected', '', {cause: error});
    channel.close();
  } finally {
    signal.removeEventListener('abort', stop);
  }
  // What came in is kept also when the connection broke: the next try goes on behind it.
  await sink.finish().catch((error: ChatError) => (failure = error));
  if (failure !== undefined) throw failure;
  return channel;
}
