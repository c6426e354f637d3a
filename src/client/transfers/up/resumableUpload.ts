/**
 * One attempt to upload a file by tus: in one request if the file is new, else the missing rest by the library; hashed on the
 * way.
 */
import type {ClientRequest} from 'node:http';
import type {HttpRequest, HttpResponse, HttpStack} from 'tus-js-client';
import {urlAt} from '../../../shared/address.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FILES_PATH} from '../../../shared/httpPaths.ts';
import {toUnreadable, type RunningHash} from '../bytes/hashing.ts';
import type {Rate} from '../bytes/rate.ts';
import type {Readable} from '../bytes/tar.ts';
import {openRequest, readText, answerRefusal, toBroken, type FileServer, type RequestHead} from '../bytes/http.ts';

const PIECE_BYTES = 512 * 1024;
const PIECES = 3;
/** Timeout of the answer in milliseconds: the server syncs the last bytes to its disk before it answers. */
const ANSWER_MS = 120_000;

export interface UploadTry {
  server: FileServer;
  fileId: string;
  /** True right after the offer: the server has no bytes yet, so one request creates and fills the file. */
  isNew: boolean;
  handle: Readable;
  sizeBytes: number;
  hash: RunningHash;
  rate: Rate;
  signal: AbortSignal;
  onProgress: (doneBytes: number) => void;
}

/** A piece of the file, as the library passes it from its reader to its requests. */
interface Slice {
  start: number;
  size: number;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A pool of buffers, each reused once its bytes were sent. */
function createPool(
  sizeBytes: number,
  over: AbortSignal,
): {take(): Promise<Buffer | undefined>; give(buffer: Buffer): void} {
  const pieces = Math.min(PIECES, Math.ceil(sizeBytes / PIECE_BYTES));
  const free: Buffer[] = Array.from({length: pieces}, () => Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, sizeBytes)));
  let wake: (() => void) | undefined;
  over.addEventListener('abort', () => wake?.());
  return {
    async take() {
      if (free.length === 0 && !over.aborted) await new Promise<void>(resolve => (wake = resolve));
      return over.aborted ? undefined : free.pop();
    },
    give(buffer) {
      free.push(buffer);
      wake?.();
    },
  };
}

/** Writes the slice into the request's body; ends early, without an error, when the request ends. */
async function pump(options: UploadTry, slice: Slice, request: ClientRequest, over: AbortSignal): Promise<void> {
  const {handle, hash, rate} = options;
  const pool = createPool(slice.size, over);
  const end = slice.start + slice.size;
  for (let at = slice.start; at < end;) {
    const buffer = await pool.take();
    if (!buffer) return;
    const {bytesRead} = await handle
      .read(buffer, 0, Math.min(rate.pieceBytes(buffer.length), end - at), at)
      .catch(toUnreadable);
    if (over.aborted) return;
    if (bytesRead === 0) throw new ChatError('file-changed');
    const bytes = buffer.subarray(0, bytesRead);
    hash.update(bytes);
    at += bytesRead;
    const turn = rate.take(bytesRead, over);
    if (turn !== undefined) await turn;
    if (over.aborted) return;
    const sentBytes = at;
    request.write(bytes, error => {
      if (!error) options.onProgress(sentBytes);
      pool.give(buffer);
    });
  }
  request.setTimeout(ANSWER_MS);
  request.end();
}

/** Resolves with the answer; rejects when the connection breaks before. The request is closed then. */
function answerTo(request: ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('error', error => reject(toBroken(error)));
    const onClose = () => reject(new ChatError('disconnected'));
    request.on('close', onClose);
    request.on('response', response => {
      request.off('close', onClose);
      readText(response).then(body => {
        resolve({status: response.statusCode ?? 0, headers: response.headers, body});
        // A connection can only be reused when nothing of this request is left on it.
        if (!response.complete || !request.writableFinished) request.destroy();
      }, reject);
    });
  });
}

/** Sends one request, with or without a slice of the file as its body. When the promise settles, the request has ended. */
async function send(options: UploadTry, head: RequestHead, slice: Slice | null): Promise<Answer> {
  if (options.signal.aborted) throw new ChatError('disconnected');
  const headers = slice ? {...head.headers, 'Content-Length': slice.size} : head.headers;
  const request = openRequest(options.server, {...head, headers});
  const over = new AbortController();
  const onAbort = () => {
    const {socket} = request;
    // Also discards bytes in the system's send buffer: on a slow line later requests would wait behind them. TLS sockets have
    // no reset.
    if (socket !== null && !('encrypted' in socket) && !socket.writableEnded) socket.resetAndDestroy();
    request.destroy();
  };
  options.signal.addEventListener('abort', onAbort, {once: true});
  const answered = answerTo(request).finally(() => over.abort('over'));
  try {
    if (!slice) request.end();
    const pumped = slice
      ? pump(options, slice, request, over.signal).catch((error: unknown) => {
          request.destroy();
          throw error;
        })
      : undefined;
    const [answer, body] = await Promise.allSettled([answered, pumped]);
    if (body.status === 'rejected') throw body.reason;
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  } finally {
    options.signal.removeEventListener('abort', onAbort);
  }
}

function createStack(options: UploadTry, onRefused: (error: ChatError) => void): HttpStack {
  return {
    getName: () => 'chat-tui',
    createRequest(method, url): HttpRequest {
      const headers: Record<string, string> = {};
      return {
        getMethod: () => method,
        getURL: () => url,
        setHeader: (name, value) => void (headers[name] = value),
        getHeader: name => headers[name],
        setProgressHandler: () => undefined,
        async send(slice: Slice | null): Promise<HttpResponse> {
          const answer = await send(options, {method, path: url, headers}, slice);
          if (answer.status >= 400) onRefused(answerRefusal(answer.status, answer.body));
          return {
            getStatus: () => answer.status,
            getHeader: name => String(answer.headers[name.toLowerCase()] ?? ''),
            getBody: () => answer.body,
            getUnderlyingObject: () => undefined,
          };
        },
        abort: () => Promise.resolve(),
        getUnderlyingObject: () => undefined,
      };
    },
  };
}

/** Creates and fills the file in one request (tus creation-with-upload). */
async function create(options: UploadTry): Promise<void> {
  const {fileId, sizeBytes, hash, handle, signal} = options;
  await hash.moveTo(0, handle, signal);
  const headers = {
    'Tus-Resumable': '1.0.0',
    'Upload-Length': sizeBytes,
    'Upload-Metadata': `fileId ${Buffer.from(fileId).toString('base64')}`,
    'Content-Type': 'application/offset+octet-stream',
  };
  const answer = await send(options, {method: 'POST', path: FILES_PATH, headers}, {start: 0, size: sizeBytes});
  if (answer.status >= 400) throw answerRefusal(answer.status, answer.body);
  // The next attempt sends what is missing.
  if (answer.headers['upload-offset'] !== String(sizeBytes)) throw new ChatError('disconnected');
}

/**
 * Resolves when the server has all bytes.
 * @throws the server's refusal, `disconnected`, `timed-out`, `file-changed`, `file-unreadable`
 */
export const upload = (options: UploadTry): Promise<void> => (options.isNew ? create(options) : goOn(options));

async function goOn(options: UploadTry): Promise<void> {
  // Loaded only to resume, because loading takes 40 ms.
  const {Upload} = await import('./tusLibrary.ts');
  const base = urlAt(options.server.serverUrl, FILES_PATH);
  let refusal: ChatError | undefined;
  await new Promise<void>((resolve, reject) => {
    const tus = new Upload(Buffer.alloc(0), {
      endpoint: base,
      uploadUrl: base + options.fileId,
      metadata: {fileId: options.fileId},
      retryDelays: null,
      storeFingerprintForResuming: false,
      fingerprint: () => Promise.resolve(''),
      httpStack: createStack(options, error => (refusal = error)),
      fileReader: {
        openFile: () =>
          Promise.resolve({
            size: options.sizeBytes,
            async slice(start: number, end: number) {
              await options.hash.moveTo(start, options.handle, options.signal);
              return {value: {start, size: end - start} satisfies Slice, done: true};
            },
            close: () => undefined,
          }),
      },
      onSuccess: () => resolve(),
      onError: error => {
        const cause = 'causingError' in error ? error.causingError : undefined;
        reject(cause instanceof ChatError ? cause : (refusal ?? toBroken(cause ?? error)));
      },
    });
    tus.start();
  });
}
