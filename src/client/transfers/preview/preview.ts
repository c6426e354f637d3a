/**
 * Previews a file before download: first lines of a text, contents of an archive, size of an image. Fetches only the
 * necessary bytes, and writes nothing.
 */
import {ChatError} from '../../../shared/errors.ts';
import {textIn} from './textIn.ts';
import {listGzip, listTar, listZip, type Listed} from './archive.ts';
import type {FileBytes} from './remoteBytes.ts';

export interface Preview {
  kind: 'text' | 'archive' | 'image' | 'other';
  /** Format such as `png`, `zip`, `utf-8`; empty if unknown. */
  format: string;
  /** First lines of a text; text from others. */
  lines?: readonly string[];
  /** Contents of an archive; text from others. */
  entries?: readonly Listed[];
  /** Size of an image in pixels. */
  width?: number;
  height?: number;
  /** True when the preview does not show everything. */
  isCut: boolean;
}

/** Enough for the headers of images and the first lines of texts. */
const START_BYTES = 64 * 1024;
const IMAGES = new Set(['png', 'jpg', 'gif', 'webp', 'bmp', 'tiff', 'ico', 'svg', 'avif', 'heif', 'jxl', 'psd']);

/** @throws preview-none, and errors of fetching */
export async function previewOf(bytes: FileBytes): Promise<Preview> {
  const start = Buffer.alloc(Math.min(START_BYTES, bytes.reachBytes));
  await bytes.read(start, 0, start.length, 0);
  const archive = await archiveIn(bytes, start);
  if (archive !== undefined) return {kind: 'archive', ...archive};
  const image = await imageIn(start);
  if (image !== undefined) return image;
  const text = textIn(start, start.length < bytes.sizeBytes);
  if (text !== undefined) return {kind: 'text', format: 'utf-8', ...text};
  return {kind: 'other', format: '', isCut: bytes.sizeBytes > 0};
}

/**
 * Requires access to the whole file: the directory of a zip is at its end, but only the beginning of a large encrypted file
 * can be read.
 */
const requireWhole = ({reachBytes, sizeBytes}: FileBytes): void => {
  if (reachBytes < sizeBytes)
    throw new ChatError('preview-none', 'of an encrypted file this large only the beginning can be read');
};

async function archiveIn(bytes: FileBytes, start: Buffer): Promise<Omit<Preview, 'kind'> | undefined> {
  try {
    const magic = start.toString('latin1', 0, 4);
    if (magic === 'PK\u0003\u0004' || magic === 'PK\u0005\u0006') {
      requireWhole(bytes);
      return {format: 'zip', ...(await listZip(bytes))};
    }
    if (start.toString('latin1', 257, 262) === 'ustar') return {format: 'tar', ...(await listTar(bytes))};
    if (start[0] === 0x1f && start[1] === 0x8b) return await listGzip(bytes);
    return undefined;
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'bad-answer') throw error;
    // The file only starts like an archive.
    return undefined;
  }
}

async function imageIn(start: Buffer): Promise<Preview | undefined> {
  const {imageSize} = await import('image-size');
  try {
    const {width, height, type = ''} = imageSize(start);
    const isSize = [width, height].every(side => Number.isSafeInteger(side) && side > 0);
    return isSize && IMAGES.has(type) ? {kind: 'image', format: type, width, height, isCut: false} : undefined;
  } catch {
    return undefined;
  }
}
