/** One try to fetch a file's bytes into the unfinished file, going on where that one ends. */
import type {FileHandle} from 'node:fs/promises';
import type {IncomingMessage} from 'node:http';
import {ChatError} from '../../shared/errors.ts';
import {FILES_PATH} from '../../shared/protocol.ts';
import type {RunningHash} from './hashing.ts';
import {openRequest, readText, refusalOf, toBroken, type FileServer} from './http.ts';
import {drain} from './sink.ts';

export interface DownloadTry {
  server: FileServer;
  fileId: string;
  handle: FileHandle;
  sizeBytes: number;
  hash: RunningHash;
  signal: AbortSignal;
  onProgress: (doneBytes: number) => void;
}

function ask({server, fileId, signal}: DownloadTry, from: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = openRequest(server, {
      method: 'GET',
      path: FILES_PATH + fileId,
      headers: from > 0 ? {Range: `bytes=${from}-`} : {},
    });
    const onAbort = () => request.destroy();
    signal.addEventListener('abort', onAbort, {once: true});
    request.on('close', () => signal.removeEventListener('abort', onAbort));
    request.on('error', error => reject(toBroken(error)));
    request.on('response', resolve);
    request.end();
  });
}

/** @throws bad-answer when these are not the bytes that were asked for */
function checkHead(response: IncomingMessage, from: number, sizeBytes: number): void {
  const {statusCode, headers} = response;
  const isWhole = statusCode === 200 && from === 0 && headers['content-length'] === String(sizeBytes);
  const isRest = statusCode === 206 && headers['content-range'] === `bytes ${from}-${sizeBytes - 1}/${sizeBytes}`;
  if (!isWhole && !isRest) throw new ChatError('bad-answer', 'files');
}

/** Resolves when every byte is in the file and in the hash. @throws what the server refused with, disconnected, file-unwritable */
export async function download(options: DownloadTry): Promise<void> {
  const {handle, hash, sizeBytes, signal} = options;
  const {size} = await handle.stat();
  if (size > sizeBytes) await handle.truncate(0);
  const from = size > sizeBytes ? 0 : size;
  await hash.moveTo(from, handle, signal);
  options.onProgress(from);
  if (from === sizeBytes) return;
  const response = await ask(options, from);
  if ((response.statusCode ?? 0) >= 400) {
    const body = await readText(response);
    throw refusalOf(response.statusCode ?? 0, body);
  }
  try {
    checkHead(response, from, sizeBytes);
    await drain(response, options);
  } finally {
    response.destroy();
  }
}
