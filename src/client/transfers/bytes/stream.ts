/**
 * A `GET` that reads the body into one reused buffer. By hand: Node's HTTP client allocates a buffer per 64 KiB, which at
 * full speed costs twice the time and much memory. Other requests use that client, and so does this one when a proxy changes
 * the form of the body.
 */
import {connect as connectPlain, type Socket} from 'node:net';
import {ChatError} from '../../../shared/errors.ts';
import {addressOf, hostOf, urlAt} from '../../../shared/address.ts';
import {beginProof} from '../../line/proof.ts';
import {connectSecurely} from '../../line/secure.ts';
import {answerRefusal, toBroken, type Head, type StreamOptions} from './http.ts';
import {relayed} from './relayed.ts';

const SMALL_BYTES = 64 * 1024;
const HEAD_BYTES_MAX = 32 * 1024;
const REFUSAL_BYTES_MAX = 16 * 1024;
/** A connection without data for this long is closed, in milliseconds. */
const IDLE_MS = 30_000;

/** Thrown when the body is not plain bytes of the announced length: the request is repeated by Node's client. */
class OtherForm extends Error {}

const isPlain = ({headers}: Head): boolean =>
  /^\d{1,15}$/.test(headers.get('content-length') ?? '') &&
  !headers.has('transfer-encoding') &&
  /^(identity)?$/i.test(headers.get('content-encoding') ?? '');

/** @throws bad-answer */
function readHead(text: string): Head {
  const [first = '', ...lines] = text.split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1]);
  if (Number.isNaN(status)) throw new ChatError('bad-answer', 'files');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf(':');
    if (at > 0) headers.set(line.slice(0, at).toLowerCase(), line.slice(at + 1).trim());
  }
  return {status, headers};
}

function headText({server, headers}: StreamOptions, {host, pathname, search}: URL): string {
  const all = {Host: host, Authorization: `Bearer ${server.token}`, Connection: 'close', ...headers};
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const text = [`GET ${pathname}${search} HTTP/1.1`, ...lines, '', ''].join('\r\n');
  if (/[^\r\n\x20-\x7e]/.test(text) || lines.some(line => /[\r\n]/.test(line))) throw new ChatError('not-signed-in');
  return text;
}

/** Parses the stream: head, then the announced number of bytes. */
function createReader(options: StreamOptions, done: (error?: unknown) => void): (bytes: Buffer) => boolean {
  let head: Head | undefined;
  let begun = Buffer.alloc(0);
  /** Bytes of all heads so far, including informational ones. */
  let headBytes = 0;
  let refusal = '';
  let left = 0;
  const take = (bytes: Buffer): boolean => {
    const part = bytes.subarray(0, left);
    left -= part.length;
    if (head && head.status >= 400) {
      refusal += part.toString('utf8');
      if (left === 0 || refusal.length > REFUSAL_BYTES_MAX) done(answerRefusal(head.status, refusal));
      return true;
    }
    const goesOn = part.length === 0 || options.onBody(part);
    if (left === 0) done();
    return goesOn;
  };
  const begin = (bytes: Buffer): boolean => {
    begun = Buffer.concat([begun, bytes]);
    for (;;) {
      const end = begun.indexOf('\r\n\r\n');
      headBytes += end < 0 ? 0 : end + 4;
      if (headBytes > HEAD_BYTES_MAX) throw new ChatError('bad-answer', 'files');
      if (end < 0 && begun.length <= HEAD_BYTES_MAX) return true;
      const found = readHead(begun.subarray(0, Math.max(end, 0)).toString('latin1'));
      begun = begun.subarray(end + 4);
      // An informational answer, such as `103 Early Hints`.
      if (found.status < 200) continue;
      if (!isPlain(found)) throw new OtherForm();
      head = found;
      left = Number(head.headers.get('content-length'));
      if (head.status < 400) options.onHead(head);
      return take(begun);
    }
  };
  return bytes => (head ? take(bytes) : begin(bytes));
}

/** Resolves when the whole body was passed on. @throws the server's refusal, disconnected, timed-out, bad-answer */
export async function stream(options: StreamOptions): Promise<void> {
  // Small files share connections through Node's client, which is worth more than the reused buffer.
  if (options.sizeBytes <= SMALL_BYTES) return relayed(options);
  try {
    await direct(options);
  } catch (error) {
    if (!(error instanceof OtherForm)) throw error;
    await relayed(options);
  }
}

function direct(options: StreamOptions): Promise<void> {
  const {serverUrl, identity} = options.server;
  const url = new URL(urlAt(serverUrl, options.path));
  const isSecure = url.protocol === 'https:';
  const host = hostOf(url);
  return new Promise((resolve, reject) => {
    // Abort events that happened before would not be reported.
    if (options.signal.aborted) throw new ChatError('disconnected');
    const text = headText(options, url);
    let socket: Socket | undefined;
    const done = (error?: unknown) => {
      options.signal.removeEventListener('abort', onAbort);
      socket?.destroy();
      if (error === undefined) resolve();
      else reject(error instanceof OtherForm ? error : toBroken(error));
    };
    const onAbort = () => done(new ChatError('disconnected'));
    const answer = createReader(options, done);
    let proof = isSecure ? undefined : beginProof(serverUrl, identity);
    const read = (bytes: Buffer): boolean => {
      if (proof === undefined) return answer(bytes);
      if (socket !== undefined && proof.isGivenBy(bytes, socket)) {
        proof = undefined;
        socket.write(text);
      }
      return true;
    };
    const onread = {
      buffer: Buffer.allocUnsafeSlow(Math.min(options.readBytes, HEAD_BYTES_MAX + options.sizeBytes)),
      callback(count: number, buffer: Uint8Array): boolean {
        try {
          return read(Buffer.from(buffer.buffer, buffer.byteOffset, count));
        } catch (error) {
          done(error);
          return false;
        }
      },
    };
    const place = {host, port: Number(url.port) || (isSecure ? 443 : 80), onread};
    if (isSecure) {
      const wanted = {fingerprint: identity?.fingerprint, address: addressOf(serverUrl)};
      socket = connectSecurely(place, wanted, (error, ready) => (error === null ? ready?.write(text) : done(error)));
    } else {
      socket = connectPlain(place);
      socket.write(proof?.request ?? text);
    }
    socket.setTimeout(IDLE_MS, () => done(new ChatError('timed-out')));
    socket.on('error', done);
    socket.on('close', () => done(new ChatError('disconnected')));
    options.signal.addEventListener('abort', onAbort, {once: true});
    options.onFlow({resume: () => socket?.resume()});
  });
}
