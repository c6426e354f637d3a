/** A `GET` through a proxy that changes the body's form (chunked, compressed, without length), by Node's HTTP client. */
import type {IncomingMessage} from 'node:http';
import type {Readable} from 'node:stream';
import {ChatError} from '../../../shared/errors.ts';
import {nodeZlib} from '../../../shared/machine/nodeModules.ts';
import {openRequest, readText, answerRefusal, toBroken, type StreamOptions} from './http.ts';

const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: () => nodeZlib().createGunzip(),
  'x-gzip': () => nodeZlib().createGunzip(),
  deflate: () => nodeZlib().createInflate(),
  br: () => nodeZlib().createBrotliDecompress(),
};

/** The bytes as they were before somebody on the way compressed them. @throws bad-answer for what is not known */
function decoded(response: IncomingMessage): Readable {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return response;
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding]?.() : undefined;
  if (!decoder) throw new ChatError('bad-answer', 'a proxy changes files');
  response.on('error', error => decoder.destroy(error));
  response.on('aborted', () => decoder.destroy(new ChatError('disconnected')));
  return response.pipe(decoder);
}

/** As `stream`. @throws what the server refused with, disconnected, timed-out, bad-answer */
export function relayed(options: StreamOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    if (options.signal.aborted) throw new ChatError('disconnected');
    const request = openRequest(options.server, {method: 'GET', path: options.path, headers: options.headers});
    const done = (error?: unknown) => {
      options.signal.removeEventListener('abort', onAbort);
      if (error === undefined) return resolve();
      request.destroy();
      reject(toBroken(error));
    };
    const onAbort = () => done(new ChatError('disconnected'));
    options.signal.addEventListener('abort', onAbort, {once: true});
    const take = async (response: IncomingMessage): Promise<void> => {
      const status = response.statusCode ?? 0;
      if (status >= 400) throw answerRefusal(status, await readText(decoded(response)));
      const headers = new Map(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
      options.onHead({status, headers});
      const body = decoded(response);
      options.onFlow({resume: () => body.resume()});
      body.on('data', (bytes: Buffer) => {
        try {
          if (!options.onBody(bytes)) body.pause();
        } catch (error) {
          done(error);
        }
      });
      body.on('end', () => done()).on('error', done);
      options.signal.addEventListener('abort', () => body.destroy(), {once: true});
      body.on('close', () => done(new ChatError('disconnected')));
    };
    const onClose = () => done(new ChatError('disconnected'));
    request.on('response', response => {
      // From now on the end of the body counts, which may still be in the decoder when the connection is over.
      request.off('close', onClose);
      take(response).catch(done);
    });
    request.on('error', done);
    request.on('close', onClose);
    request.end();
  });
}
