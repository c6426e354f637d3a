/** Reads the file id out of the metadata of a tus creation request. */
import type {IncomingMessage} from 'node:http';

/** Empty when there is none or the header is nonsense. */
export async function metadataFileId(req: IncomingMessage): Promise<string> {
  const header = req.headers['upload-metadata'];
  if (typeof header !== 'string' || header.length > 4_096) return '';
  const {Metadata} = await import('@tus/server');
  try {
    return Metadata.parse(header)['fileId'] ?? '';
  } catch {
    return '';
  }
}
