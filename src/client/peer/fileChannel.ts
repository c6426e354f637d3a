/**
 * A connection for file transfers between two clients, one file at a time: small control messages, and bytes that are never
 * buffered whole.
 */
import {ChatError} from '../../shared/errors.ts';
import {parseFileChannelWord, type FileChannelWord} from '../../shared/peer/fileChannelWord.ts';
import {BYTES, WORD, wordFrame} from './frames.ts';
import type {Link} from './link.ts';

export interface FileChannel {
  /** Login name of the other side. */
  readonly partner: string;
  isOpen(): boolean;
  /** Closes the channel where the other side does not read. */
  say(word: FileChannelWord): void;
  /** `frame` begins with `FRAME_HEAD_BYTES` that are filled in here; it is used until `onWritten`. */
  send(frame: Buffer, onWritten: () => void): void;
  /** For one reader: another one takes its place. @throws disconnected, also when none comes for so long */
  next(withinMs: number): Promise<FileChannelWord>;
  /** Takes bytes, which are valid during the call; false pauses until `resume`. Bytes without a handler close the channel. */
  onBytes: ((bytes: Buffer) => boolean) | undefined;
  resume(): void;
  /** Closes it after so long without data; 0: never. */
  watch(stalledMs: number): void;
  /** Calls back once, when it is closed; returns how to forget it. */
  onClosed(closed: () => void): () => void;
  close(): void;
}

/** 4 bytes of length, 1 byte of kind. */
export const FRAME_HEAD_BYTES = 5;
/** Of a word as JSON. */
const WORD_BYTES_MAX = 1_024;
/** Of one frame with bytes. */
const PIECE_BYTES_MAX = 1024 * 1024;
/** Unread words; more close the channel. */
const WORDS_MAX = 16;
/** Said and unread, with the pieces of a file before it; more closes the channel. */
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
    // What was said last goes out; who does not read it is cut.
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
      // What is no frame or no word: nothing after it can be understood.
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
      // Nobody is to wait for ever.
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

/** Parses frames; bytes of a file are passed on as they come. The function throws on an invalid stream. */
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
