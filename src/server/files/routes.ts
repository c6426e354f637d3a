/** The HTTP side of files: who may do what under the files path, and what happens to connections that stand still. */
import {randomBytes} from 'node:crypto';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {ChatError} from '../../shared/errors.ts';
import type {Limits} from '../../shared/limits.ts';
import {FILES_PATH} from '../../shared/protocol.ts';
import type {Account, Store, StoredFile} from '../store.ts';
import {answerError} from './answer.ts';
import {clean} from './cleaner.ts';
import {isFileId, openDisk} from './disk.ts';
import {download} from './download.ts';
import {openLives, type Live} from './live.ts';
import {metadataFileId} from './metadata.ts';
import {openUploads} from './upload.ts';

/** A connection on which no byte moves for so long is cut. */
const IDLE_MS = 60_000;
const CLEAN_EVERY_MS = 6 * 60 * 60 * 1000;
/** How often a running transfer's right is looked at again. */
const RECHECK_MS = 10_000;
const REQUESTS_PER_USER_MAX = 32;
/** Each holds about a megabyte. */
const REQUESTS_MAX = 200;
const REMOVED_MAX = 1_000;

export interface FileRoutes {
  /** False when the path is not ours; else the request is answered. */
  handle(req: IncomingMessage, res: ServerResponse): boolean;
  /** How much of a file is stored; 0 when nothing is. */
  bytesReceived(fileId: string): Promise<number>;
  /** Ends what is running on a file and removes its bytes. */
  remove(fileId: string): Promise<void>;
  /** Cuts what is running; half uploads stay and go on later. */
  close(): Promise<void>;
}

export interface FileRoutesOptions {
  store: Store;
  /** Bytes lie in `files` below it. */
  dataDir: string;
  limits: Limits;
  authorise(token: string): Promise<Account | undefined>;
  now(): number;
  log: {warn(facts: object, text: string): void; error(facts: object, text: string): void};
}

interface Visit {
  req: IncomingMessage;
  res: ServerResponse;
  account: Account;
  file: StoredFile;
  live: Live;
}

const pathOf = (req: IncomingMessage): string => (req.url ?? '').replace(/[?#].*$/s, '');

const tokenOf = (req: IncomingMessage): string =>
  /^Bearer +(\S{1,200})$/i.exec(req.headers.authorization ?? '')?.[1] ?? '';

const fileIdOf = (req: IncomingMessage): string => {
  const fileId = req.method === 'POST' ? metadataFileId(req) : pathOf(req).slice(FILES_PATH.length);
  if (!isFileId(fileId)) throw new ChatError('file-not-found');
  return fileId;
};

/** A tus sender asks with its own header; a plain HEAD is about the download. */
const isUpload = (req: IncomingMessage): boolean =>
  req.method === 'POST' ||
  req.method === 'PATCH' ||
  (req.method === 'HEAD' && req.headers['tus-resumable'] !== undefined);

export function openFileRoutes(options: FileRoutesOptions): FileRoutes {
  const {store, log} = options;
  const now = () => options.now();
  const disk = openDisk(options.dataDir);
  const lives = openLives(disk);
  const upload = openUploads(disk, lives);
  const requestsByUser = new Map<number, number>();
  const running = new Set<Promise<void>>();
  /** Files removed lately: a request that was let in just before must not make them again. */
  const removed = new Set<string>();
  let isClosing = false;

  const accountOf = async (req: IncomingMessage): Promise<Account> => {
    const token = tokenOf(req);
    const account = token === '' ? undefined : await options.authorise(token);
    if (!account) throw new ChatError('not-signed-in');
    return account;
  };
  const fileOf = async (fileId: string, account: Account): Promise<StoredFile> => {
    const file = await store.fileFind(fileId, account.userId);
    if (file.state === 'cancelled') throw new ChatError('file-gone', file.name);
    return file;
  };
  /** Before anything is held or made for it. */
  const checkUpload = async (req: IncomingMessage, account: Account, file: StoredFile): Promise<void> => {
    if (file.senderName !== account.name) throw new ChatError('not-allowed');
    if (req.method !== 'POST' && !(await disk.exists(file.fileId))) throw new ChatError('file-not-found');
    if (req.method === 'HEAD') return;
    if (file.state !== 'uploading') throw new ChatError('bad-request', 'the file is complete');
    if (file.sizeBytes > options.limits.fileBytesMax) throw new ChatError('file-too-large', file.name);
    if (req.method !== 'POST') return;
    if (req.headers['upload-length'] !== String(file.sizeBytes)) throw new ChatError('bad-request', 'upload-length');
    const others = lives.all().filter(({fileId}) => fileId !== file.fileId);
    const promised = others.reduce((sum, other) => sum + (other.sizeBytes - other.storedBytes), file.sizeBytes);
    if ((await disk.freeBytes()) < promised) throw new ChatError('quota-full', `${file.sizeBytes} bytes`);
  };
  /** Ends the request when the login, the membership or the file went away meanwhile. */
  const recheck = ({req, res, file}: Visit): (() => void) => {
    const timer = setInterval(() => {
      accountOf(req)
        .then(account => fileOf(file.fileId, account))
        .catch((error: unknown) => {
          if (error instanceof ChatError) res.destroy();
        });
    }, RECHECK_MS);
    timer.unref();
    return () => clearInterval(timer);
  };
  const work = async (visit: Visit): Promise<void> => {
    const {req, res} = visit;
    req.setTimeout(IDLE_MS, () => req.destroy());
    const stop = recheck(visit);
    const forget = visit.live.onCut(() => req.destroy());
    try {
      if (!isUpload(req)) return await download(visit.live, visit.file, req, res);
      await upload(visit);
    } finally {
      forget();
      stop();
    }
  };
  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (isClosing) throw new ChatError('server-closing');
    const account = await accountOf(req);
    if (!['GET', 'HEAD', 'POST', 'PATCH'].includes(req.method ?? '')) throw new ChatError('bad-request', 'method');
    const file = await fileOf(fileIdOf(req), account);
    if (isUpload(req)) await checkUpload(req, account, file);
    const count = requestsByUser.get(account.userId) ?? 0;
    if (count >= REQUESTS_PER_USER_MAX) throw new ChatError('too-many-requests', '5');
    if (running.size > REQUESTS_MAX) throw new ChatError('busy');
    requestsByUser.set(account.userId, count + 1);
    try {
      const live = await lives.hold(file);
      try {
        if (removed.has(file.fileId)) {
          await disk.remove(file.fileId);
          throw new ChatError('file-gone', file.name);
        }
        await work({req, res, account, file, live});
      } finally {
        await lives.release(live);
      }
    } finally {
      const left = (requestsByUser.get(account.userId) ?? 1) - 1;
      if (left === 0) requestsByUser.delete(account.userId);
      else requestsByUser.set(account.userId, left);
    }
  };
  const cleanNow = () => clean({store, disk, now}).catch((error: unknown) => log.warn({error}, 'file cleaner failed'));
  const cleaner = setInterval(() => void cleanNow(), CLEAN_EVERY_MS);
  cleaner.unref();
  running.add(cleanNow());

  return {
    handle(req, res) {
      const path = pathOf(req);
      if (!path.startsWith(FILES_PATH) && `${path}/` !== FILES_PATH) return false;
      req.on('error', () => res.destroy());
      const done = serve(req, res)
        .catch((error: unknown) => {
          const incident = randomBytes(6).toString('hex');
          if (!(error instanceof ChatError)) log.error({error, incident}, 'file request failed');
          answerError(req, res, error, incident);
        })
        .finally(() => running.delete(done));
      running.add(done);
      return true;
    },
    bytesReceived: async fileId => (isFileId(fileId) ? (lives.find(fileId)?.storedBytes ?? disk.sizeOf(fileId)) : 0),
    async remove(fileId) {
      if (!isFileId(fileId)) return;
      removed.add(fileId);
      const [oldest] = removed;
      if (oldest !== undefined && removed.size > REMOVED_MAX) removed.delete(oldest);
      lives.find(fileId)?.cutAll();
      await disk.remove(fileId);
    },
    async close() {
      isClosing = true;
      clearInterval(cleaner);
      for (const live of lives.all()) live.cutAll();
      await Promise.allSettled(running);
    },
  };
}
