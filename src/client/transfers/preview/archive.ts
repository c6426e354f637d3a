/** Lists the contents of archives by their headers; nothing is unpacked. */
import {Readable} from 'node:stream';
import {ChatError} from '../../../shared/errors.ts';
import {nodeZlib} from '../../../shared/machine/nodeModules.ts';
import {entriesOf, readContents} from '../bytes/tar.ts';
import type {FileBytes} from './remoteBytes.ts';
import {textIn} from './textIn.ts';

export interface Listed {
  /** Path in the archive; the name of a folder ends with a slash. Text from others. */
  name: string;
  sizeBytes: number;
}

interface Listing {
  entries: Listed[];
  isCut: boolean;
}

const LISTED_MAX = 2_000;
/** Maximum length of a shown name, in UTF-16 code units. */
const NAME_MAX = 1_000;
/** Limits for archives compressed as a whole: bytes read, and bytes decompressed. */
const PACKED_BYTES = 1024 ** 2;
const UNPACKED_BYTES = 4 * 1024 ** 2;

const listed = (name: string, sizeBytes: number): Listed => ({name: name.slice(0, NAME_MAX), sizeBytes});

/** @throws bad-answer for an invalid archive */
export async function listTar(bytes: FileBytes): Promise<Listing> {
  // Archives of this program start with a list of all entries.
  const start = Buffer.alloc(Math.min(bytes.reachBytes, 600 * 1024));
  const first = Buffer.alloc(Math.min(512, start.length));
  await bytes.read(first, 0, first.length, 0);
  if (first.toString('latin1', 156, 157) === 'g') {
    await bytes.read(start, 0, start.length, 0);
    const told = readContents(start);
    if (told !== undefined && told.length > 0)
      return {
        entries: told.slice(0, LISTED_MAX).map(({name, sizeBytes}) => listed(name, sizeBytes)),
        isCut: told.length > LISTED_MAX,
      };
  }
  const entries: Listed[] = [];
  try {
    for await (const {name, sizeBytes, kind} of entriesOf(withinReach(bytes), bytes.sizeBytes)) {
      if (entries.length === LISTED_MAX) return {entries, isCut: true};
      if (kind !== 'other')
        entries.push(listed(kind === 'folder' && !name.endsWith('/') ? `${name}/` : name, sizeBytes));
    }
    return {entries, isCut: false};
  } catch (error) {
    // A partial list is still useful.
    if (entries.length > 0 && error instanceof ChatError) return {entries, isCut: true};
    throw error;
  }
}

const withinReach = (bytes: FileBytes): Pick<FileBytes, 'read'> => ({
  async read(buffer, offset, length, position) {
    if (position + length > bytes.reachBytes && bytes.reachBytes < bytes.sizeBytes)
      throw new ChatError('preview-none', 'of an encrypted file this large only the beginning can be read');
    return bytes.read(buffer, offset, length, position);
  },
});

async function* pieceOf(bytes: FileBytes, start: number, end: number): AsyncGenerator<Buffer> {
  const piece = Buffer.alloc(end - start);
  const {bytesRead} = await bytes.read(piece, 0, piece.length, start);
  yield piece.subarray(0, bytesRead);
}

/** @throws bad-answer for an invalid archive */
export async function listZip(bytes: FileBytes): Promise<Listing> {
  const {default: yauzl} = await import('yauzl');
  class Reader extends yauzl.RandomAccessReader {
    override _readStreamForRange(start: number, end: number): Readable {
      return Readable.from(pieceOf(bytes, start, end));
    }
  }
  const entries: Listed[] = [];
  try {
    const zip = await yauzl.fromRandomAccessReaderPromise(new Reader(), bytes.sizeBytes, {
      // Names are only shown, so unsafe paths are listed as well instead of being refused.
      decodeStrings: false,
      autoClose: false,
    });
    for await (const entry of zip.eachEntry()) {
      if (entries.length === LISTED_MAX) return {entries, isCut: true};
      const {generalPurposeBitFlag, fileNameRaw, extraFields, uncompressedSize} = entry;
      entries.push(
        listed(yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true), uncompressedSize),
      );
    }
    return {entries, isCut: false};
  } catch (error) {
    if (error instanceof ChatError) throw error;
    throw new ChatError('bad-answer', 'an archive', {cause: error});
  }
}

interface Unpacked {
  format: string;
  isCut: boolean;
  entries?: Listed[];
  lines?: string[];
}

/** Decompresses the beginning of a gzip file, because it can only be read from its start. @throws bad-answer */
export async function listGzip(bytes: FileBytes): Promise<Unpacked> {
  const packed = Buffer.alloc(Math.min(PACKED_BYTES, bytes.reachBytes));
  await bytes.read(packed, 0, packed.length, 0);
  const {beginning, isWhole} = await beginningOf(packed);
  const isCut = !isWhole || packed.length < bytes.sizeBytes;
  if (beginning.toString('latin1', 257, 262) === 'ustar')
    return {format: 'tar.gz', ...(await listUnpacked(beginning, isCut))};
  const text = textIn(beginning, isCut);
  return text === undefined ? {format: 'gzip', isCut} : {format: 'gzip', ...text, isCut: isCut || text.isCut};
}

async function beginningOf(packed: Buffer): Promise<{beginning: Buffer; isWhole: boolean}> {
  const pieces: Buffer[] = [];
  let unpackedBytes = 0;
  const gunzip = nodeZlib().createGunzip();
  gunzip.end(packed);
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      pieces.push(piece);
      unpackedBytes += piece.length;
      if (unpackedBytes >= UNPACKED_BYTES) break;
    }
    return {beginning: Buffer.concat(pieces), isWhole: unpackedBytes < UNPACKED_BYTES};
  } catch (error) {
    // The input ends here because the rest was not fetched.
    if (pieces.length > 0) return {beginning: Buffer.concat(pieces), isWhole: false};
    throw new ChatError('bad-answer', 'an archive', {cause: error});
  } finally {
    gunzip.destroy();
  }
}

/** Lists a tar archive of which only the beginning may be available. */
async function listUnpacked(beginning: Buffer, isCut: boolean): Promise<Listing> {
  const {extract} = await import('./tarStream.ts');
  const entries: Listed[] = [];
  const archive = extract();
  Readable.from([beginning]).pipe(archive);
  try {
    for await (const entry of archive) {
      const {name, size, type} = entry.header;
      if (type === 'file' || type === 'directory') entries.push(listed(name, size));
      if (entries.length === LISTED_MAX) return {entries, isCut: true};
      entry.resume();
    }
    return {entries, isCut};
  } catch {
    // The bytes end within an entry: only the beginning of the archive was fetched.
    return {entries, isCut: true};
  } finally {
    archive.destroy();
  }
}
