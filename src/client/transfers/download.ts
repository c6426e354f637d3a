/** One try to fetch a file's bytes into the unfinished file, going on where that one ends. */
import {fstatSync} from 'node:fs';
import type {FileHandle} from 'node:fs/promises';
import {ChatError} from '../../shared/errors.ts';
import {FILES_PATH} from '../../shared/protocol.ts';
import type {RunningHash} from './hashing.ts';
import type {FileServer} from './http.ts';
import {createSink} from './sink.ts';
import {stream, type Head} from './stream.ts';

export interface DownloadTry {
  server: FileServer;
  fileId: string;
  handle: FileHandle;
  sizeBytes: number;
  hash: RunningHash;
  signal: AbortSignal;
  onProgress: (doneBytes: number) => void;
}

/** @throws bad-answer when these are not the bytes that were asked for */
function checkHead({status, headers}: Head, from: number, sizeBytes: number): void {
  const length = headers.get('content-length');
  const isWhole = status === 200 && from === 0 && length === String(sizeBytes);
  const isRest =
    status === 206 &&
    length === String(sizeBytes - from) &&
    headers.get('content-range') === `bytes ${from}-${sizeBytes - 1}/${sizeBytes}`;
  if (!isWhole && !isRest) throw new ChatError('bad-answer', 'files');
}

/** Resolves when every byte is in the file and in the hash. @throws what the server refused with, disconnected, file-unwritable */
export async function download({
  server,
  fileId,
  handle,
  sizeBytes,
  hash,
  signal,
  onProgress,
}: DownloadTry): Promise<void> {
  const {size} = fstatSync(handle.fd);
  if (size > sizeBytes) await handle.truncate(0);
  const from = size > sizeBytes ? 0 : size;
  await hash.moveTo(from, handle, signal);
  onProgress(from);
  if (from === sizeBytes) return;
  const failed = new AbortController();
  let failure: ChatError | undefined;
  let flow: {resume(): void} | undefined;
  const sink = createSink({
    handle,
    at: from,
    sizeBytes: sizeBytes - from,
    onFree: () => flow?.resume(),
    onProgress,
    onFailed(error) {
      failure = error;
      failed.abort();
    },
  });
  try {
    await stream({
      server,
      path: FILES_PATH + fileId,
      sizeBytes: sizeBytes - from,
      headers: from > 0 ? {Range: `bytes=${from}-`} : {},
      signal: AbortSignal.any([signal, failed.signal]),
      onHead: head => checkHead(head, from, sizeBytes),
      onBody(bytes) {
        hash.update(bytes);
        return sink.write(bytes);
      },
      onFlow: made => (flow = made),
    });
  } finally {
    // What came in is kept also when the connection broke: the next try goes on behind it.
    await sink.finish().catch((error: ChatError) => (failure ??= error));
  }
  if (failure) throw failure;
}
