/** The HTTP routes of files: dispatch under the files path, closing of connections, cleaning. */
import {randomBytes} from 'node:crypto';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {ChatError} from '../../../shared/errors.ts';
import {HOUR_MS, type Limits} from '../../../shared/limits.ts';
import {FILES_PATH} from '../../../shared/httpPaths.ts';
import {createRecentSet} from '../../../shared/bounds/recentSet.ts';
import type {Account, Store, StoredFile} from '../../storeContract/store.ts';
import {answerError} from './answer.ts';
import {clean} from '../cleaner.ts';
import {isFileId, type FileStore} from '../fileStore.ts';
import {createJoining} from '../joining.ts';
import {download} from './download.ts';
import {createGate, isUpload, pathOf, type Granted} from './gate.ts';
import {openLiveFiles, type LiveFile} from '../liveFiles.ts';
import {createGrants, grantAgain} from '../reservedSpace.ts';
import {createTurns, type Turn} from './turns.ts';
import {openUploads} from './tusUpload.ts';

/** A connection without traffic for this long is closed. */
const IDLE_MS = 60_000;
const CLEAN_EVERY_MS = HOUR_MS;
/** Interval at which permissions of running transfers are checked again. */
const RECHECK_MS = 10_000;
/** The same for program tokens, which expire at a given time. */
const TOKEN_RECHECK_MS = 500;
const REMOVED_MAX = 1_000;

export interface FileRoutes {
  /** False if the path is not a file path; else the request is answered. */
  handle(req: IncomingMessage, res: ServerResponse): boolean;
  /** Bytes of a file received so far. */
  bytesReceived(fileId: string): Promise<number>;
  /** Takes over a file of this machine. @throws storage-full */
  adopt(fileId: string, path: string): Promise<void>;
  /**
   * Sets the byte at which the upload continues. Stored bytes are kept if they reach up to it, start no later, and count for
   * quotas.
   */
  beginAt(file: StoredFile, from: {fromByte: number; isHeld: boolean}): Promise<void>;
  /** Deduplicates two files of one person in the background. */
  join(fileId: string, otherId: string): void;
  /** Ends transfers of a file and removes its bytes. */
  remove(fileId: string): Promise<void>;
  /** Rechecks a person's running transfers now and ends those no longer permitted. */
  recheck(userId: number): void;
  /** Rechecks everybody's running transfers. */
  recheckAll(): void;
  /** Ends running transfers; unfinished uploads are kept and can be resumed. */
  close(): Promise<void>;
}

export interface FileRoutesOptions {
  store: Store;
  fileStore: FileStore;
  limits: Limits;
  authorise(token: string, req: IncomingMessage): Promise<Granted | undefined>;
  now(): number;
  /** Called when somebody downloads another person's file. */
  onDownloaded?(account: Account, file: StoredFile, req: IncomingMessage): void;
  log: {warn(facts: object, text: string): void; error(facts: object, text: string): void};
}

interface FileRequest {
  account: Granted;
  req: IncomingMessage;
  res: ServerResponse;
  file: StoredFile;
  live: LiveFile;
  turn: Turn;
}

export function openFileRoutes(options: FileRoutesOptions): FileRoutes {
  const {store, fileStore, log} = options;
  const now = () => options.now();
  const liveFiles = openLiveFiles(fileStore);
  const upload = openUploads(fileStore, liveFiles);
  const grants = createGrants(fileId => liveFiles.find(fileId)?.storedBytes);
  const gate = createGate({...options, authorise: (token, req) => options.authorise(token, req), liveFiles, grants});
  /** Resolves when the reservations for uploads of earlier runs are restored. */
  const granted = grantAgain({store, fileStore, grants});
  const joining = createJoining({
    store,
    fileStore,
    onFailed: error => log.warn({error}, 'bytes that are the same were left twice'),
  });
  const turns = createTurns();
  const running = new Set<Promise<void>>();
  /** Recently removed files, which a request admitted just before must not recreate. */
  const removed = createRecentSet(REMOVED_MAX);
  let isClosing = false;
  const requests = new Set<FileRequest>();
  /** Number of rechecks so far, to notice one during an `await`. */
  let rechecks = 0;

  /** Ends the request if the login, membership or file has gone. */
  const look = ({req, res, file}: FileRequest): void => {
    gate.recheck(req, file.fileId).catch((error: unknown) => {
      if (error instanceof ChatError) res.destroy();
    });
  };
  const watch = (request: FileRequest): (() => void) => {
    const timer = setInterval(() => look(request), request.account.grant !== undefined ? TOKEN_RECHECK_MS : RECHECK_MS);
    timer.unref();
    return () => clearInterval(timer);
  };
  const work = async (request: FileRequest): Promise<void> => {
    const {account, req, res, file, live, turn} = request;
    // Checked again after asynchronous work; otherwise a request starting now would not be ended by `close` or `remove`.
    if (isClosing) throw new ChatError('server-closing');
    if (removed.has(file.fileId)) {
      await fileStore.remove(file.fileId);
      throw new ChatError('file-gone', file.name);
    }
    // Only now, because until here the request could still be refused, or the client disconnect.
    if (!isUpload(req) && file.senderName !== account.name && !res.destroyed)
      options.onDownloaded?.(account, file, req);
    req.setTimeout(IDLE_MS, () => req.destroy());
    // The file was removed while it was being opened.
    if (live.isGone) return void req.destroy();
    const stop = watch(request);
    const forget = live.onCut(() => req.destroy());
    try {
      await (isUpload(req) ? upload(request) : download({live, file, req, res, turn}));
    } finally {
      grants.stored(file.fileId, live.storedBytes);
      forget();
      stop();
    }
  };
  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (isClosing) throw new ChatError('server-closing');
    await granted;
    const before = rechecks;
    const {account, file} = await gate.admit(req);
    const turn = turns.take(account.userId);
    try {
      const live = await liveFiles.hold(file);
      const request = {account, req, res, file, live, turn};
      requests.add(request);
      // Somebody has lost a right while this request was being admitted.
      if (rechecks !== before) look(request);
      await work(request).finally(() => {
        requests.delete(request);
        return liveFiles.release(live);
      });
    } finally {
      turn.end();
    }
  };
  const cleanNow = () =>
    clean({
      store,
      fileStore,
      now,
      isLive: fileId => liveFiles.find(fileId) !== undefined,
      onGone: fileId => grants.drop(fileId),
      join: (fileId, otherId) => joining.add(fileId, otherId),
      onFailed: (error, fileIds) => log.warn({error, fileIds}, 'files could not be cleaned away; it is tried again'),
    }).catch((error: unknown) => log.warn({error}, 'file cleaner failed'));
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
          // Refused requests may arrive by the thousand, so they get no incident number, whose random bytes cost more than the
          // answer.
          if (error instanceof ChatError) return answerError(req, res, error, '');
          const incident = randomBytes(6).toString('hex');
          log.error({error, incident}, 'file request failed');
          answerError(req, res, error, incident);
        })
        .catch(() => void res.destroy())
        .finally(() => running.delete(done));
      running.add(done);
      return true;
    },
    bytesReceived: async fileId =>
      isFileId(fileId) ? (liveFiles.find(fileId)?.storedBytes ?? fileStore.sizeOf(fileId)) : 0,
    adopt: (fileId, path) => fileStore.adopt(fileId, path),
    join: (fileId, otherId) => joining.add(fileId, otherId),
    async beginAt({fileId, directBytes = 0}, {fromByte, isHeld}) {
      const storedBytes = () => liveFiles.find(fileId)?.storedBytes ?? fileStore.sizeOf(fileId);
      if (isHeld && fileStore.exists(fileId) && fromByte >= directBytes && fromByte <= storedBytes()) return;
      await liveFiles.free(fileId);
      await fileStore.beginAt(fileId, fromByte);
    },
    async remove(fileId) {
      if (!isFileId(fileId)) return;
      removed.add(fileId);
      liveFiles.find(fileId)?.cutAll();
      grants.drop(fileId);
      await fileStore.remove(fileId);
    },
    recheck(userId) {
      rechecks++;
      for (const request of requests) if (request.account.userId === userId) look(request);
    },
    recheckAll() {
      rechecks++;
      for (const request of requests) look(request);
    },
    async close() {
      isClosing = true;
      clearInterval(cleaner);
      for (const live of liveFiles.all()) live.cutAll();
      await Promise.allSettled(running);
      await joining.close();
    },
  };
}
