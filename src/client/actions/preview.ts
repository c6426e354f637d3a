/** Shows what a file of a room contains before it is downloaded. */
import {constants} from 'node:fs';
import {open} from 'node:fs/promises';
import {ChatError} from '../../shared/errors.ts';
import type {FileView} from '../../shared/model.ts';
import type {Client} from '../client.ts';
import {fileServerOf} from '../transfers/bytes/http.ts';
import {previewOf, type Preview} from '../transfers/preview/preview.ts';
import {openBytes, type FileBytes} from '../transfers/preview/remoteBytes.ts';

/** @throws file-gone, preview-none, and errors of the download */
export async function previewFile(client: Client, file: FileView): Promise<Preview> {
  const {fileId, roomId, seq, name, state} = file;
  if (state === 'cancelled') throw new ChatError('file-gone', name);
  const key = await client.sealing.keyOf({roomId, fileId, seq});
  const sizeBytes = key?.storedBytes ?? file.sizeBytes;
  return previewOf(await openBytes({server: fileServerOf(client), fileId, sizeBytes}, key));
}

/** Larger pictures are not drawn: the preview only states their size, and they can be downloaded. */
const PICTURE_BYTES_MAX = 6 * 1024 ** 2;

/**
 * A picture that can be shown without a question: from this machine, or a small one from the server. Pictures of encrypted
 * conversations are not fetched, so that the server does not learn which ones are viewed.
 * @throws errors of the download
 */
export async function pictureAtHand(
  client: Client,
  file: Pick<FileView, 'fileId' | 'roomId' | 'sizeBytes'> & {isWhole: boolean},
  fetchedMax: number,
): Promise<Uint8Array | undefined> {
  const {fileId, roomId, sizeBytes, isWhole} = file;
  const path = client.parts.transfers.pathOf(fileId) ?? sentFrom(client, fileId);
  if (path !== undefined) return readSmall(path);
  if (!isWhole || sizeBytes > Math.min(fetchedMax, PICTURE_BYTES_MAX)) return undefined;
  if ((await client.sealing.isSealed(roomId)) || (await client.sealing.keyOf({roomId, fileId})) !== undefined)
    return undefined;
  return allOf(await openBytes({server: fileServerOf(client), fileId, sizeBytes}, undefined));
}

const sentFrom = (client: Client, wanted: string): string | undefined =>
  Object.values(client.getState().transferById).find(({fileId}) => fileId === wanted)?.path;

async function readSmall(path: string): Promise<Uint8Array | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => undefined);
  try {
    const stats = await file?.stat();
    if (file === undefined || stats?.isFile() !== true || stats.size > PICTURE_BYTES_MAX) return undefined;
    return await allOf({sizeBytes: stats.size, read: (...place) => file.read(...place)});
  } finally {
    await file?.close();
  }
}

/** All bytes of a small file. @throws file-gone, preview-none, and errors of the download */
export async function fetchPicture(client: Client, file: FileView): Promise<Uint8Array> {
  const bytes = await bytesOf(client, file);
  const {sizeBytes, reachBytes} = bytes;
  if (sizeBytes > PICTURE_BYTES_MAX || reachBytes < sizeBytes)
    throw new ChatError('preview-none', 'it is larger than what is shown without being taken');
  return allOf(bytes);
}

async function allOf({sizeBytes, read}: Pick<FileBytes, 'sizeBytes' | 'read'>): Promise<Uint8Array> {
  const all = new Uint8Array(sizeBytes);
  const {bytesRead} = await read(Buffer.from(all.buffer), 0, sizeBytes, 0);
  if (bytesRead < sizeBytes) throw new ChatError('preview-none', 'its bytes are not all there yet');
  return all;
}

async function bytesOf(client: Client, {fileId, roomId, seq, sizeBytes, name, state}: FileView): Promise<FileBytes> {
  if (state === 'cancelled') throw new ChatError('file-gone', name);
  const key = await client.sealing.keyOf({roomId, fileId, seq});
  return openBytes({server: fileServerOf(client), fileId, sizeBytes}, key);
}
