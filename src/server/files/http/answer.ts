/** Error answers of file requests over HTTP: a status, and `{error: {code, detail}}` as JSON. */
import type {IncomingMessage, ServerResponse} from 'node:http';
import {kindOf, toWireError, type ErrorCode, type WireError} from '../../../shared/errors.ts';

/**
 * The body of a refused upload is read and discarded for this long, so that the client can read the answer before the connection
 * closes.
 */
const DISCARD_MS = 2_000;

function statusOf(code: ErrorCode): number {
  return kindOf(code).httpStatus ?? 500;
}

/** Sends a JSON answer. If the request body is not complete, the connection is closed after it. */
export function answer(req: IncomingMessage, res: ServerResponse, status: number, body: {error: WireError}): void {
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  const text = JSON.stringify(body);
  if (!req.complete) {
    res.setHeader('Connection', 'close');
    req.resume();
    req.setTimeout(DISCARD_MS, () => req.destroy());
  }
  res.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });
  res.end(req.method === 'HEAD' ? undefined : text);
}

export function answerError(req: IncomingMessage, res: ServerResponse, error: unknown, incident: string): void {
  const wire = toWireError(error, incident);
  answer(req, res, statusOf(wire.code), {error: wire});
}
