/** Random access to a file on the server by range requests, with a limit on the bytes fetched. */
import {ChatError} from '../../../shared/errors.ts';
import {FILES_PATH} from '../../../shared/httpPaths.ts';
import {openFile} from '../../../shared/sealed/file.ts';
import type {FileSecret} from '../../core/fileSealing.ts';
import type {FileServer, Head} from '../bytes/http.ts';
import {stream} from '../bytes/stream.ts';
import type {Readable} from '../bytes/tar.ts';

/** Minimum bytes per request. */
const BLOCK_BYTES = 128 * 1024;
/** Maximum bytes of all requests of one preview; the directory of a zip with 50,000 entries takes about as much. */
const FETCHED_BYTES_MAX = 8 * 1024 ** 2;
/** Maximum bytes of an encrypted file that are decrypted, from its beginning. */
const OPENED_BYTES_MAX = 4 * 1024 ** 2;
/** Timeout of a request in milliseconds: the missing bytes of a file that is still being uploaded may never come. */
const WAIT_MS = 15_000;

export interface FileBytes extends Readable {
  /** Size of the file as it was sent. */
  sizeBytes: number;
  /** Number of bytes from the beginning that can be read; all of them if the file is not encrypted. */
  reachBytes: number;
}

export interface RemoteFile {
  server: FileServer;
  fileId: string;
  /** Size of the file on the server. */
  sizeBytes: number;
}

/** @throws the server's refusal, preview-none */
export async function openBytes(place: RemoteFile, key: FileSecret | undefined): Promise<FileBytes> {
  if (key === undefined) return {...readerOf(place), sizeBytes: place.sizeBytes, reachBytes: place.sizeBytes};
  const opened = await openBeginning(place, key);
  return {
    sizeBytes: key.sizeBytes,
    reachBytes: opened.length,
    read: (buffer, offset, length, position) =>
      Promise.resolve({bytesRead: opened.copy(buffer, offset, position, position + length)}),
  };
}

function readerOf(place: RemoteFile): Readable {
  let leftBytes = FETCHED_BYTES_MAX;
  /** Cached blocks by number; only the last few are kept, which is enough for reading in order. */
  const blocks = new Map<number, Buffer>();
  const blockAt = async (number: number): Promise<Buffer> => {
    const known = blocks.get(number);
    if (known !== undefined) return known;
    const from = number * BLOCK_BYTES;
    const bytes = Math.min(BLOCK_BYTES, place.sizeBytes - from);
    if ((leftBytes -= bytes) < 0) throw new ChatError('preview-none', 'too much of it would have to be read');
    const block = await fetchRange(place, from, bytes);
    blocks.set(number, block);
    return block;
  };
  return {
    async read(buffer, offset, length, position) {
      const end = Math.min(position + length, place.sizeBytes);
      let at = position;
      while (at < end) {
        const number = Math.floor(at / BLOCK_BYTES);
        const from = at - number * BLOCK_BYTES;
        at += (await blockAt(number)).copy(buffer, offset + at - position, from, from + end - at);
      }
      return {bytesRead: Math.max(0, at - position)};
    },
  };
}

/** @throws bad-answer when the answer is not the requested range */
function checkHead({status, headers}: Head, from: number, bytes: number, sizeBytes: number): void {
  const isAll = status === 200 && from === 0 && bytes === sizeBytes;
  const isPart = status === 206 && headers.get('content-range') === `bytes ${from}-${from + bytes - 1}/${sizeBytes}`;
  if (!isAll && !isPart) throw new ChatError('bad-answer', 'files');
}

async function fetchRange({server, fileId, sizeBytes}: RemoteFile, from: number, bytes: number): Promise<Buffer> {
  const block = Buffer.alloc(bytes);
  if (bytes === 0) return block;
  const over = AbortSignal.timeout(WAIT_MS);
  let done = 0;
  try {
    await stream({
      server,
      path: FILES_PATH + fileId,
      sizeBytes: bytes,
      readBytes: BLOCK_BYTES,
      headers: {'Accept-Encoding': 'identity', Range: `bytes=${from}-${from + bytes - 1}`},
      signal: over,
      onHead: head => checkHead(head, from, bytes, sizeBytes),
      onBody(piece) {
        if (done + piece.length > bytes) throw new ChatError('bad-answer', 'files');
        done += piece.copy(block, done);
        return true;
      },
      onFlow: () => undefined,
    });
  } catch (error) {
    if (over.aborted) throw new ChatError('preview-none', 'its bytes are not all there yet', {cause: error});
    throw error;
  }
  if (done < bytes) throw new ChatError('disconnected');
  return block;
}

/**
 * Decrypts complete chunks from the beginning: each chunk is authentic by itself, but that the file is complete is not
 * checked.
 */
async function openBeginning(place: RemoteFile, {identity, sizeBytes}: FileSecret): Promise<Buffer> {
  const bytes = Math.min(place.sizeBytes, OPENED_BYTES_MAX);
  const reader = readerOf(place);
  let at = 0;
  const sealed = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = Buffer.alloc(Math.min(BLOCK_BYTES, bytes - at));
      at += (await reader.read(piece, 0, piece.length, at)).bytesRead;
      if (piece.length > 0) controller.enqueue(new Uint8Array(piece));
      if (at >= bytes) controller.close();
    },
  });
  const opened: Uint8Array[] = [];
  try {
    for await (const piece of openFile(sealed, {identity, sizeBytes})) opened.push(piece);
  } catch (error) {
    // The last fetched chunk is incomplete, so decrypting it fails as expected.
    const isCut = bytes < place.sizeBytes && opened.length > 0;
    if (!isCut) throw error;
  }
  return Buffer.concat(opened);
}
