/** Looks at a file of a room before it is taken. */
import {ChatError} from '../../shared/errors.ts';
import type {FileView} from '../../shared/model.ts';
import type {Client} from '../client.ts';
import {fileServerOf} from '../transfers/bytes/http.ts';
import {previewOf, type Preview} from '../transfers/preview/preview.ts';
import {openBytes, type FileBytes} from '../transfers/preview/remoteBytes.ts';

/** @throws file-gone, preview-none, and what fetching it throws */
export async function previewFile(client: Client, file: FileView): Promise<Preview> {
  const {fileId, roomId, name, state} = file;
  if (state === 'cancelled') throw new ChatError('file-gone', name);
  const key = await client.sealing.keyOf({roomId, fileId});
  const sizeBytes = key?.storedBytes ?? file.sizeBytes;
  return previewOf(await openBytes({server: fileServerOf(client), fileId, sizeBytes}, key));
}

/** Of a larger one it is said what it is; it can be taken. */
const PICTURE_BYTES_MAX = 6 * 1024 ** 2;

/** All of a small file. @throws file-gone, preview-none, and what fetching it throws */
export async function fetchPicture(client: Client, file: FileView): Promise<Uint8Array> {
  const bytes = await bytesOf(client, file);
  const {sizeBytes, reachBytes} = bytes;
  if (sizeBytes > PICTURE_BYTES_MAX || reachBytes < sizeBytes)
    throw new ChatError('preview-none', 'it is larger than what is shown without being taken');
  const all = new Uint8Array(sizeBytes);
  const {bytesRead} = await bytes.read(Buffer.from(all.buffer), 0, sizeBytes, 0);
  if (bytesRead < sizeBytes) throw new ChatError('preview-none', 'its bytes are not all there yet');
  return all;
}

async function bytesOf(client: Client, {fileId, roomId, sizeBytes, name, state}: FileView): Promise<FileBytes> {
  if (state === 'cancelled') throw new ChatError('file-gone', name);
  const key = await client.sealing.keyOf({roomId, fileId});
  return openBytes({server: fileServerOf(client), fileId, sizeBytes}, key);
}
