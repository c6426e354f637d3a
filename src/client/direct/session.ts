/** One open direct connection: messages and bytes in both directions, and keepalive. */
import type {Socket} from 'node:net';
import {BYTES, frameOf, WORD, wordFrame, writeFrame, type Frame} from '../peer/frames.ts';
import type {Link} from '../peer/link.ts';
import {parseDirectWord, type Word} from '../../shared/peer/directWord.ts';

export interface DirectSession {
  say(word: Word): void;
  /** Sends bytes of a file; resolves when the send buffer has room for more. */
  send(bytes: Uint8Array): Promise<void>;
  isOpen(): boolean;
  close(): void;
}

export interface DirectSessionHooks {
  onWord(word: Word): void;
  /** Reading pauses until the promise resolves. */
  onBytes(bytes: Buffer): Promise<void>;
  onClosed(): void;
}

/** Interval of pings, and the time without data after which the connection is closed, in milliseconds. */
const PING_MS = 10_000;
const SILENT_MS = 30_000;
/** Maximum bytes in the send buffer; beyond, the connection is closed. */
const UNREAD_BYTES_MAX = 8 * 1024 ** 2;
/** Incoming messages per second; beyond, reading is paused until the next second. */
const WORDS_PER_SECOND = 200;

export function openDirectSession({socket, reader}: Link, hooks: DirectSessionHooks): DirectSession {
  let heardAtMs = performance.now();
  let words = 0;
  let isClosed = false;
  /** Incoming frames are handled in order. */
  let looking: Promise<void> = Promise.resolve();

  const close = () => {
    if (isClosed) return;
    isClosed = true;
    clearInterval(pinging);
    clearInterval(counting);
    // The last message is still sent; the socket is destroyed when the other side does not read it.
    socket.end();
    setTimeout(() => socket.destroy(), 1_000).unref();
    hooks.onClosed();
  };
  const pinging = setInterval(() => {
    if (performance.now() - heardAtMs > SILENT_MS) close();
    else if (socket.writableLength === 0) socket.write(wordFrame({t: 'ping'}));
  }, PING_MS).unref();
  const counting = setInterval(() => {
    const isHeld = words >= WORDS_PER_SECOND;
    words = 0;
    if (isHeld) socket.resume();
  }, 1_000).unref();

  const say = (word: object) => {
    if (isClosed) return;
    socket.write(wordFrame(word));
    if (socket.writableLength > UNREAD_BYTES_MAX) close();
  };
  const look = async (frames: Iterable<Frame>) => {
    for (const {kind, body} of frames) {
      if (isClosed) return;
      if (kind === BYTES) await hooks.onBytes(body);
      else if (kind === WORD) hear(parseDirectWord(body));
    }
  };
  const hear = (word: Word) => {
    words++;
    if (word.t === 'ping') say({t: 'pong'});
    else if (word.t === 'bye') close();
    else if (word.t !== 'pong') hooks.onWord(word);
  };
  socket.on('data', (chunk: Buffer) => {
    heardAtMs = performance.now();
    socket.pause();
    looking = looking
      .then(() => look(reader.take(chunk)))
      .then(() => {
        if (words < WORDS_PER_SECOND) socket.resume();
      })
      // After an invalid frame or message nothing that follows can be parsed.
      .catch(close);
  });
  socket.on('close', close);
  socket.on('error', close);

  return {
    say,
    send: bytes => (isClosed ? Promise.resolve() : writeFrame(socket as Socket, frameOf(BYTES, bytes))),
    isOpen: () => !isClosed,
    close() {
      say({t: 'bye'});
      close();
    },
  };
}
