/** One attempt to download a file's bytes, resuming at the end of the partial file. */
import {ChatError} from '../../../shared/errors.ts';
import {FILES_PATH} from '../../../shared/httpPaths.ts';
import {toBroken, type FileServer, type Head} from '../bytes/http.ts';
import {openIntake, resumedAt, type PartFile} from './intake.ts';
import {stream} from '../bytes/stream.ts';

const READ_BYTES = 512 * 1024;

export interface DownloadTry extends PartFile {
  server: FileServer;
  fileId: string;
}

/**
 * Number of leading body bytes to skip: caching proxies may answer a range request with the whole file.
 * @throws bad-answer when the body contains another range
 */
function skippedBytes({status, headers}: Head, from: number, sizeBytes: number): number {
  const type = headers.get('content-type') ?? '';
  if (/^text\/html/i.test(type)) throw new ChatError('bad-answer', 'a page instead of a file');
  // The length of a compressed body differs; without a length the bytes are counted while reading.
  const length = headers.has('content-encoding') ? undefined : headers.get('content-length');
  if (status === 200 && (length === undefined || Number(length) === sizeBytes)) return from;
  const [, start, , total] =
    /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
  const isRest = status === 206 && Number(start) === from && (total === '*' || Number(total) === sizeBytes);
  if (!isRest) throw new ChatError('bad-answer', 'files');
  return 0;
}

/** Resolves when all bytes are in the file and the hash. @throws the server's refusal, disconnected, file-unwritable */
export async function download(bytes: DownloadTry): Promise<void> {
  const {server, fileId, sizeBytes, rate, signal} = bytes;
  const from = await resumedAt(bytes);
  if (from === sizeBytes) return;
  const failed = new AbortController();
  let failure: ChatError | undefined;
  let flow: {resume(): void} | undefined;
  const over = AbortSignal.any([signal, failed.signal]);
  const intake = openIntake(bytes, {
    from,
    signal: over,
    resume: () => flow?.resume(),
    onFailed(error) {
      failure = error;
      failed.abort();
    },
  });
  let skip = 0;
  try {
    await stream({
      server,
      path: FILES_PATH + fileId,
      sizeBytes: sizeBytes - from,
      headers: {'Accept-Encoding': 'identity', ...(from > 0 && {Range: `bytes=${from}-`})},
      readBytes: rate.pieceBytes(READ_BYTES),
      signal: over,
      onHead: head => (skip = skippedBytes(head, from, sizeBytes)),
      onBody(piece) {
        const wanted = piece.subarray(Math.min(skip, piece.length));
        skip -= piece.length - wanted.length;
        return intake.take(wanted);
      },
      onFlow: made => (flow = made),
    });
    if (intake.leftBytes() > 0) throw new ChatError('disconnected');
  } catch (error) {
    // A local failure also ends the connection: report the local one.
    failure ??= toBroken(error);
  }
  await intake.finish().catch((error: ChatError) => (failure = error));
  if (failure) throw failure;
}
