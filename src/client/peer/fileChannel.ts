/**
 * A connection for file transfers between two clients, one file at a time: small control messages, and file bytes that are
 * never buffered as a whole.
 */
import {ChatError} from '../../shared/errors.ts';
import {parseFileChannelWord, type FileChannelWord} from '../../shared/peer/fileChannelWord.ts';
import {BYTES, WORD, wordFrame} from './frames.ts';
import type {Link} from './link.ts';

export interface FileChannel {
  /** Login name of the other side. */
  readonly partner: string;
  isOpen(): boolean;
  /** Sends a control message; closes the channel if the other side does not read. */
  say(word: FileChannelWord): void;
  /**
   * Sends a frame of file bytes. `frame` starts with `FRAME_HEAD_BYTES` free bytes for the header, and must not be reused
   * before `onWritten`.
   */
  send(frame: Buffer, onWritten: () => void): void;
  /**
   * Resolves with the next control message. Only one reader: a new call rejects the previous one.
   * @throws disconnected, also after `withinMs`
   */
  next(withinMs: number): Promise<FileChannelWord>;
  /**
   * Handler of file bytes, which are valid only during the call; false pauses reading until `resume`. Bytes without a handler
   * close the channel.
   */
  onBytes: ((bytes: Buffer) => boolean) | undefined;
  resume(): void;
  /** Closes the channel after this time without data; 0: never. */
  watch(stalledMs: number): void;
  /** Calls back once when the channel closes. @returns a function that unsubscribes */
  onClosed(closed: () => void): () => void;
  close(): void;
}

/** Frame header: 4 bytes of length, 1 byte of kind. */
export const FRAME_HEAD_BYTES = 5;
/** Maximum bytes of one control message as JSON. */
const WORD_BYTES_MAX = 1_024;
/** Maximum bytes of one frame of file bytes. */
const PIECE_BYTES_MAX = 1024 * 1024;
/** Maximum unread control messages; more close the channel. */
const WORDS_MAX = 16;
/** Maximum bytes in the send buffer when a control message is sent; more close the channel. */
const UNREAD_BYTES_MAX = 2 * PIECE_BYTES_MAX;

export function openFileChannel({socket, read}: Link, partner: string): FileChannel {
  const words: FileChannelWord[] = [];
  const closings = new Set<() => void>();
  let waiting: {resolve: (word: FileChannelWord) => void; reject: (error: Error) => void} | undefined;
  let isClosed = false;
  let goesOn = true;
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    // The last message is still sent; the socket is destroyed when the other side does not read it.
    socket.end();
    setTimeout(() => socket.destroy(), 1_000).unref();
    waiting?.reject(new ChatError('disconnected'));
    for (const closed of closings) closed();
    closings.clear();
  };
  const hear = (word: FileChannelWord) => {
    if (waiting !== undefined) waiting.resolve(word);
    else if (words.length < WORDS_MAX) words.push(word);
    else close();
  };
  const parser = createParser({
    onWord: body => {
      hear(parseFileChannelWord(body));
    },
    onBytes: bytes => {
      if (channel.onBytes === undefined) close();
      else if (!channel.onBytes(bytes)) goesOn = false;
    },
  });
  const take = (chunk: Buffer): boolean => {
    goesOn = true;
    try {
      if (!isClosed) parser(chunk);
    } catch {
      // After an invalid frame or message nothing that follows can be parsed.
      close();
    }
    return goesOn;
  };
  socket.on('close', close).on('error', close).on('end', close).on('timeout', close);
  read(take);

  const channel: FileChannel = {
    partner,
    onBytes: undefined,
    isOpen: () => !isClosed,
    say(word) {
      if (isClosed) return;
      socket.write(wordFrame(word));
      if (socket.writableLength > UNREAD_BYTES_MAX) close();
    },
    send(frame, onWritten) {
      if (isClosed) return;
      frame.writeUInt32BE(frame.length - FRAME_HEAD_BYTES, 0);
      frame.writeUInt8(BYTES, 4);
      socket.write(frame, onWritten);
    },
    next(withinMs) {
      // The previous reader would never resolve.
      waiting?.reject(new ChatError('disconnected'));
      const known = words.shift();
      if (known !== undefined) return Promise.resolve(known);
      if (isClosed) return Promise.reject(new ChatError('disconnected'));
      return new Promise((resolve, reject) => {
        const timer = withinMs === Infinity ? undefined : setTimeout(close, withinMs);
        const over = () => {
          clearTimeout(timer);
          waiting = undefined;
        };
        waiting = {
          resolve: word => {
            over();
            resolve(word);
          },
          reject: error => {
            over();
            reject(error);
          },
        };
      });
    },
    resume: () => void socket.resume(),
    watch: stalledMs => void socket.setTimeout(stalledMs),
    onClosed(closed) {
      if (isClosed) closed();
      else closings.add(closed);
      return () => closings.delete(closed);
    },
    close,
  };
  return channel;
}

interface Parsing {
  onWord: (body: Buffer) => void;
  onBytes: (bytes: Buffer) => void;
}

/** Creates a parser of frames; file bytes are passed on as they arrive. The parser throws on invalid data. */
function createParser({onWord, onBytes}: Parsing): (chunk: Buffer) => void {
  let begun: Buffer = Buffer.alloc(0);
  let head: {kind: number; left: number} | undefined;
  const begin = (chunk: Buffer): Buffer => {
    const missing = FRAME_HEAD_BYTES - begun.length;
    begun =
      begun.length === 0 && chunk.length >= missing
        ? chunk.subarray(0, missing)
        : Buffer.concat([begun, chunk.subarray(0, missing)]);
    if (begun.length < FRAME_HEAD_BYTES) return chunk.subarray(chunk.length);
    const left = begun.readUInt32BE(0);
    const kind = begun.readUInt8(4);
    if ((kind !== BYTES && kind !== WORD) || left > (kind === BYTES ? PIECE_BYTES_MAX : WORD_BYTES_MAX))
      throw new RangeError('no frame');
    head = {kind, left};
    begun = Buffer.alloc(0);
    return chunk.subarray(missing);
  };
  const body = (now: {kind: number; left: number}, chunk: Buffer): Buffer => {
    const part = chunk.subarray(0, now.left);
    now.left -= part.length;
    if (now.kind === BYTES) {
      if (part.length > 0) onBytes(part);
    } else begun = Buffer.concat([begun, part]);
    if (now.left === 0) {
      head = undefined;
      const word = begun;
      begun = Buffer.alloc(0);
      if (now.kind === WORD) onWord(word);
    }
    return chunk.subarray(part.length);
  };
  return chunk => {
    for (let rest = chunk; rest.length > 0 || head?.left === 0;)
      rest = head === undefined ? begin(rest) : body(head, rest);
  };
}
