/** Authorisation of file requests: checked before anything is allocated for a request, and repeatedly while it runs. */
import type {IncomingMessage} from 'node:http';
import {refusal} from '../../../shared/errors.ts';
import type {Limits} from '../../../shared/limits.ts';
import {FILES_PATH} from '../../../shared/httpPaths.ts';
import {sizeText} from '../../../shared/text/sizeText.ts';
import {hasRight, mayIn, type ProgramGrant} from '../../storeContract/signIn.ts';
import type {Account, Store, StoredFile} from '../../storeContract/store.ts';
import {isFileId, type FileStore} from '../fileStore.ts';
import type {Grants} from '../reservedSpace.ts';
import type {LiveFiles} from '../liveFiles.ts';
import {readRange} from './range.ts';

export interface GateOptions {
  store: Store;
  limits: Limits;
  authorise(token: string, req: IncomingMessage): Promise<Granted | undefined>;
  fileStore: FileStore;
  liveFiles: LiveFiles;
  grants: Grants;
}

/** The authenticated account; for a program token with its rights. */
export type Granted = Account & {grant?: ProgramGrant};

export interface Admitted {
  account: Granted;
  file: StoredFile;
}

export interface Gate {
  /** @throws not-signed-in, file-not-found, file-gone, not-allowed, bad-request, file-too-large, quota-full */
  admit(req: IncomingMessage): Promise<Admitted>;
  /** Checks again that the person may access the file. @throws not-signed-in, file-not-found, file-gone */
  recheck(req: IncomingMessage, fileId: string): Promise<void>;
}

const METHODS: readonly (string | undefined)[] = ['GET', 'HEAD', 'POST', 'PATCH'];

export const pathOf = (req: IncomingMessage): string => (req.url ?? '').replace(/[?#].*$/s, '');

const tokenOf = (req: IncomingMessage): string =>
  /^Bearer +(\S{1,200})$/i.exec(req.headers.authorization ?? '')?.[1] ?? '';

const fileIdOf = async (req: IncomingMessage): Promise<string> => {
  const fileId = req.method === 'POST' ? await metadataFileId(req) : pathOf(req).slice(FILES_PATH.length);
  if (!isFileId(fileId)) throw refusal('file-not-found');
  return fileId;
};

/** A HEAD request with a tus header is about an upload, one without about a download. */
export const isUpload = (req: IncomingMessage): boolean =>
  req.method === 'POST' ||
  req.method === 'PATCH' ||
  (req.method === 'HEAD' && req.headers['tus-resumable'] !== undefined);

const startOf = (header: string | undefined, sizeBytes: number): number => {
  try {
    return readRange(header, sizeBytes).start;
  } catch {
    return sizeBytes;
  }
};

/** Queries the store each time, so that leaving a room or logging out takes effect at once. */
export function createGate(options: GateOptions): Gate {
  const {store, fileStore, grants} = options;

  const accountOf = async (req: IncomingMessage): Promise<Granted> => {
    const token = tokenOf(req);
    const account = token === '' ? undefined : await options.authorise(token, req);
    if (!account) throw refusal('not-signed-in');
    if (!hasRight(account.grant, 'files')) throw refusal('token-right-missing', 'files');
    return account;
  };
  const fileOf = async (fileId: string, account: Granted): Promise<StoredFile> => {
    const file = await store.fileFind(fileId, account.userId);
    if (!mayIn(account.grant, file.roomId)) throw refusal('file-not-found');
    if (file.state === 'cancelled') throw refusal('file-gone', file.name);
    return file;
  };
  const checkUpload = async (req: IncomingMessage, account: Account, file: StoredFile): Promise<void> => {
    if (file.senderName !== account.name) throw refusal('not-allowed');
    // The part that is transferred directly does not count for quotas, so the server accepts bytes only after it.
    if ((file.directBytes ?? 0) > fileStore.sizeOf(file.fileId)) throw refusal('file-direct', file.name);
    if (req.method !== 'POST' && !fileStore.exists(file.fileId)) throw refusal('file-not-found');
    if (req.method === 'HEAD') return;
    if (file.state !== 'uploading') throw refusal('bad-request', 'the file is complete');
    if (file.sizeBytes > options.limits.fileBytesMax) throw refusal('file-too-large', file.name);
    if (req.method === 'POST' && req.headers['upload-length'] !== String(file.sizeBytes)) {
      throw refusal('bad-request', 'upload-length');
    }
    // No `await` between the query of the free space and the reservation, so that simultaneous requests see each other's.
    const freeBytes = await fileStore.freeBytes();
    if (!grants.grant(file, freeBytes + (file.directBytes ?? 0))) {
      throw refusal('quota-full', `${sizeText(file.sizeBytes)} are more than the disk has left`);
    }
  };
  /**
   * Refuses a download of bytes that will never arrive: missing ones of a complete file, and those transferred directly. An
   * invalid range is refused later.
   */
  const checkThere = (
    {headers}: IncomingMessage,
    {fileId, state, directBytes = 0, sizeBytes, name}: StoredFile,
  ): void => {
    if (state === 'complete' && directBytes < sizeBytes && fileStore.sizeOf(fileId) < sizeBytes)
      throw refusal('file-gone', name);
    if (directBytes > 0 && startOf(headers.range, sizeBytes) < directBytes) throw refusal('file-direct', name);
  };
  return {
    async admit(req) {
      const account = await accountOf(req);
      if (!METHODS.includes(req.method)) throw refusal('bad-request', 'method');
      const file = await fileOf(await fileIdOf(req), account);
      if (isUpload(req)) await checkUpload(req, account, file);
      else checkThere(req, file);
      return {account, file};
    },
    async recheck(req, fileId) {
      await fileOf(fileId, await accountOf(req));
    },
  };
}

/** File id in the metadata of a tus creation request; empty if the header is missing or malformed. */
async function metadataFileId(req: IncomingMessage): Promise<string> {
  const header = req.headers['upload-metadata'];
  if (typeof header !== 'string' || header.length > 4_096) return '';
  const {Metadata} = await import('@tus/server');
  try {
    return Metadata.parse(header)['fileId'] ?? '';
  } catch {
    return '';
  }
}
