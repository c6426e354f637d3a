/** Looks at a file of a room before it is taken. */
import {ChatError} from '../../shared/errors.ts';
import type {FileView} from '../../shared/model.ts';
import type {Client} from '../client.ts';
import {fileServerOf} from '../transfers/bytes/http.ts';
import {previewOf, type Preview} from '../transfers/preview/preview.ts';
import {openBytes} from '../transfers/preview/remoteBytes.ts';

/** @throws file-gone, preview-none, and what fetching it throws */
export async function previewFile(client: Client, file: FileView): Promise<Preview> {
  const {fileId, roomId, name, state} = file;
  if (state === 'cancelled') throw new ChatError('file-gone', name);
  const key = await client.sealing.keyOf({roomId, fileId});
  const sizeBytes = key?.storedBytes ?? file.sizeBytes;
  return previewOf(await openBytes({server: fileServerOf(client), fileId, sizeBytes}, key));
}
