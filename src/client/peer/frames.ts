/** Frames on a direct connection: 4 bytes of length, 1 byte of kind, then JSON or bytes of a file. */
import type {Socket} from 'node:net';

export const WORD = 0;
export const BYTES = 1;
/** Maximum length of a frame's body; the largest message fits. */
export const FRAME_BYTES_MAX = 512 * 1024;
const HEAD_BYTES = 5;

export interface Frame {
  kind: number;
  body: Buffer;
}

export function frameOf(kind: number, body: Uint8Array): Buffer {
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  head.writeUInt32BE(body.length, 0);
  head.writeUInt8(kind, 4);
  return Buffer.concat([head, body]);
}

export const wordFrame = (word: object): Buffer => frameOf(WORD, Buffer.from(JSON.stringify(word)));

/** Splits a stream into frames; invalid data throws. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #length = 0;

  /** @throws RangeError when a frame exceeds `FRAME_BYTES_MAX` */
  *take(chunk: Buffer): Generator<Frame> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= HEAD_BYTES) {
      const head = this.#joined(HEAD_BYTES);
      const bodyLength = head.readUInt32BE(0);
      if (bodyLength > FRAME_BYTES_MAX) throw new RangeError('a frame is too long');
      if (this.#length < HEAD_BYTES + bodyLength) return;
      const frame = this.#joined(HEAD_BYTES + bodyLength);
      this.#drop(HEAD_BYTES + bodyLength);
      yield {kind: frame.readUInt8(4), body: frame.subarray(HEAD_BYTES)};
    }
  }

  /** The unparsed rest, for another reader. */
  rest(): Buffer {
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#length = 0;
    return all;
  }

  /** The first `length` bytes as one buffer; chunks are joined only when necessary. */
  #joined(length: number): Buffer {
    const first = this.#chunks[0];
    if (first !== undefined && first.length >= length) return first.subarray(0, length);
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all.subarray(0, length);
  }

  #drop(length: number): void {
    const rest = this.#chunks[0]?.subarray(length);
    if (rest !== undefined && rest.length > 0) this.#chunks[0] = rest;
    else this.#chunks.shift();
    this.#length -= length;
  }
}

/** Writes a frame; resolves when the send buffer has room for more. */
export async function writeFrame(socket: Socket, frame: Buffer): Promise<void> {
  if (socket.write(frame) || socket.destroyed) return;
  await new Promise<void>(resolve => {
    const go = () => {
      socket.off('drain', go).off('close', go);
      resolve();
    };
    socket.on('drain', go).on('close', go);
  });
}
