/** One attempt to download a file's bytes, resuming at the end of the partial file. */
import {fstatSync} from 'node:fs';
import type {FileHandle} from 'node:fs/promises';
import {ChatError} from '../../../shared/errors.ts';
import {FILES_PATH} from '../../../shared/httpPaths.ts';
import type {RunningHash} from '../bytes/hashing.ts';
import type {FileServer, Head} from '../bytes/http.ts';
import {createSink, toUnwritable} from './sink.ts';
import type {Rate} from '../bytes/rate.ts';
import {stream} from '../bytes/stream.ts';

const READ_BYTES = 512 * 1024;

export interface DownloadTry {
  server: FileServer;
  fileId: string;
  handle: FileHandle;
  sizeBytes: number;
  hash: RunningHash;
  rate: Rate;
  signal: AbortSignal;
  onProgress: (doneBytes: number) => void;
}

/**
 * How many bytes of the body come before those that were asked for: proxies that keep files may answer with all of it.
 * @throws bad-answer when these are other bytes
 */
function skippedBytes({status, headers}: Head, from: number, sizeBytes: number): number {
  const type = headers.get('content-type') ?? '';
  if (/^text\/html/i.test(type)) throw new ChatError('bad-answer', 'a page instead of a file');
  // Of a compressed body it is another length, and without one the bytes are counted.
  const length = headers.has('content-encoding') ? undefined : headers.get('content-length');
  if (status === 200 && (length === undefined || Number(length) === sizeBytes)) return from;
  const [, start, , total] =
    /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
  const isRest = status === 206 && Number(start) === from && (total === '*' || Number(total) === sizeBytes);
  if (!isRest) throw new ChatError('bad-answer', 'files');
  return 0;
}

/**
 * Resolves when every byte is in the file and in the hash. @throws what the server refused with, disconnected,
 * file-unwritable
 */
export async function download({
  server,
  fileId,
  handle,
  sizeBytes,
  hash,
  rate,
  signal,
  onProgress,
}: DownloadTry): Promise<void> {
  const {size} = fstatSync(handle.fd);
  if (size > sizeBytes) await handle.truncate(0).catch(toUnwritable);
  const from = size > sizeBytes ? 0 : size;
  await hash.moveTo(from, handle, signal);
  onProgress(from);
  if (from === sizeBytes) return;
  const failed = new AbortController();
  let failure: ChatError | undefined;
  let flow: {resume(): void} | undefined;
  // Why the connection is not read from now; it is when neither holds it up.
  const held = {byDisk: false, byRate: false};
  const letGo = (by: keyof typeof held) => {
    held[by] = false;
    if (!held.byDisk && !held.byRate) flow?.resume();
  };
  const over = AbortSignal.any([signal, failed.signal]);
  const sink = createSink({
    handle,
    at: from,
    sizeBytes: sizeBytes - from,
    onFree: () => letGo('byDisk'),
    onProgress,
    onFailed(error) {
      failure = error;
      failed.abort();
    },
  });
  let skip = 0;
  let left = sizeBytes - from;
  try {
    await stream({
      server,
      path: FILES_PATH + fileId,
      sizeBytes: sizeBytes - from,
      headers: {'Accept-Encoding': 'identity', ...(from > 0 && {Range: `bytes=${from}-`})},
      readBytes: rate.pieceBytes(READ_BYTES),
      signal: over,
      onHead: head => (skip = skippedBytes(head, from, sizeBytes)),
      onBody(bytes) {
        const wanted = bytes.subarray(Math.min(skip, bytes.length));
        skip -= bytes.length - wanted.length;
        if (wanted.length > left) throw new ChatError('bad-answer', 'more bytes than the file has');
        left -= wanted.length;
        hash.update(wanted);
        held.byDisk = !sink.write(wanted);
        const turn = rate.take(wanted.length, over);
        held.byRate = turn !== undefined;
        const go = () => letGo('byRate');
        turn?.then(go, go);
        return !held.byDisk && !held.byRate;
      },
      onFlow: made => (flow = made),
    });
    if (left > 0) throw new ChatError('disconnected');
  } catch (error) {
    // What failed on this machine ended the connection, not the other way round.
    failure ??= error instanceof ChatError ? error : new ChatError('disconnected', '', {cause: error});
  }
  // What came in is kept also when the connection broke: the next try goes on behind it.
  await sink.finish().catch((error: ChatError) => (failure = error));
  if (failure) throw failure;
}
