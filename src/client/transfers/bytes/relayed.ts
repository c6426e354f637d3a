/** A `GET` by Node's HTTP client, for proxies that change the form of the body (chunked, compressed, without length). */
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

/** Decompresses the body if something on the way has compressed it. @throws bad-answer for an unknown encoding */
function decoded(response: IncomingMessage): Readable {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return response;
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding]?.() : undefined;
  if (!decoder) throw new ChatError('bad-answer', 'a proxy changes files');
  response.on('error', error => decoder.destroy(error));
  response.on('aborted', () => decoder.destroy(new ChatError('disconnected')));
  return response.pipe(decoder);
}

/** Like `stream`. @throws the server's refusal, disconnected, timed-out, bad-answer */
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
      // The connection may close while the decoder still has data: from now on only the end of the body counts.
      request.off('close', onClose);
      take(response).catch(done);
    });
    request.on('error', done);
    request.on('close', onClose);
    request.end();
  });
}
