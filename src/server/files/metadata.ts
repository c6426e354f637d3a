/** Reads the file id out of the metadata of a tus creation request. */
import type {IncomingMessage} from 'node:http';
import {Metadata} from '@tus/server';

/** Empty when there is none or the header is nonsense. */
export function metadataFileId(req: IncomingMessage): string {
  const header = req.headers['upload-metadata'];
  if (typeof header !== 'string' || header.length > 4_096) return '';
  try {
    return Metadata.parse(header)['fileId'] ?? '';
  } catch {
    return '';
  }
}
