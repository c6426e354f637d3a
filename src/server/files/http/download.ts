/**
 * Sends a file: the newest bytes from memory, the rest from disk; waits for the sender if the upload is still running.
 * Hand-written, because the usual libraries serve only complete files.
 */
import {once} from 'node:events';
import type {IncomingMessage, ServerResponse} from 'node:http';
import type {StoredFile} from '../../storeContract/store.ts';
import {answer} from './answer.ts';
import type {LiveFile, Piece} from '../liveFiles.ts';
import type {Turn} from './turns.ts';
import {readRange, type ByteRange} from './range.ts';

export interface Download {
  live: LiveFile;
  file: StoredFile;
  req: IncomingMessage;
  res: ServerResponse;
  /** Released while there is nothing to send. */
  turn: Turn;
}

/**
 * RFC 6266: a plain name for old clients, and the full one as in RFC 8187. Hand-written, because `content-disposition` escapes
 * quotes in the plain name, which clients interpret differently, and throws on a lone surrogate.
 */
function dispositionOf(name: string): string {
  const plain = name.replaceAll(/[^\w.()+ -]/g, '_').slice(0, 100);
  const whole = encodeURIComponent(name.replaceAll(/\p{Surrogate}/gu, '\uFFFD')).replaceAll(
    /['()*]/g,
    found => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}

function writeHead(res: ServerResponse, file: StoredFile, range: ByteRange): void {
  if (range.isPartial) res.setHeader('Content-Range', `bytes ${range.start}-${range.end - 1}/${file.sizeBytes}`);
  res.writeHead(range.isPartial ? 206 : 200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': range.end - range.start,
    'Content-Disposition': dispositionOf(file.name),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'no-store',
  });
}

const rangeOf = (req: IncomingMessage, res: ServerResponse, file: StoredFile): ByteRange | undefined => {
  try {
    return readRange(req.headers.range, file.sizeBytes);
  } catch {
    res.setHeader('Content-Range', `bytes */${file.sizeBytes}`);
    answer(req, res, 416, {error: {code: 'bad-request', detail: 'range'}});
    return undefined;
  }
};

/** Resolves when the write buffer has drained or the connection has ended. */
async function drained(res: ServerResponse, ended: AbortSignal): Promise<void> {
  try {
    await once(res, 'drain', {signal: ended});
  } catch {
    // The caller sees in the signal that the client has gone.
  }
}

function grown(live: LiveFile, ended: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (ended.aborted) return resolve();
    const stop = live.onGrown(() => {
      ended.removeEventListener('abort', onEnded);
      resolve();
    });
    const onEnded = () => {
      stop();
      resolve();
    };
    ended.addEventListener('abort', onEnded, {once: true});
  });
}

/** The next bytes from memory or disk; `undefined` if they have not arrived yet. */
async function nextPiece(live: LiveFile, at: number, maxBytes: number): Promise<Piece | undefined> {
  const piece = live.tailAt(at, maxBytes);
  if (piece) return piece;
  return at < live.storedBytes ? live.readAt(at, Math.min(maxBytes, live.storedBytes - at)) : undefined;
}

async function send({live, res, turn}: Download, range: ByteRange, ended: AbortSignal): Promise<void> {
  let at = range.start;
  while (at < range.end && !ended.aborted && !live.isGone) {
    const piece = await nextPiece(live, at, range.end - at);
    if (!piece) {
      res.flushHeaders();
      turn.pause();
      await grown(live, ended);
      await turn.resume(ended);
      continue;
    }
    const {bytes, segment} = piece;
    at += bytes.length;
    if (!res.write(bytes, () => live.release(segment))) await drained(res, ended);
  }
  if (at >= range.end) res.end();
  else res.destroy();
}

/** Resolves when everything was sent, or the connection or the file is gone; removal of the file breaks the connection. */
export async function download(request: Download): Promise<void> {
  const {live, file, req, res} = request;
  // The client disconnected before a `close` listener was added, so waiting for that event would never end.
  if (res.destroyed) return;
  const range = rangeOf(req, res, file);
  if (!range) return;
  const closed = new AbortController();
  res.on('close', () => closed.abort('closed'));
  res.on('error', () => closed.abort('closed'));
  const forget = live.onCut(() => res.destroy());
  try {
    writeHead(res, file, range);
    if (req.method === 'HEAD') res.end();
    else await send(request, range, closed.signal);
  } finally {
    forget();
  }
}
