/** Uploads by the tus protocol: the library handles the protocol, while bytes go directly from the request to the file store. */
import type {IncomingMessage, ServerResponse} from 'node:http';
import type {DataStore, Lock, Server} from '@tus/server';
import type {ErrorCode} from '../../../shared/errors.ts';
import {ChatError, ERROR_CODES, kindOf, refusal} from '../../../shared/errors.ts';
import {faultPoint} from '../../../shared/machine/faultPoint.ts';
import {FILES_PATH} from '../../../shared/httpPaths.ts';
import type {StoredFile} from '../../storeContract/store.ts';
import {answer, answerError} from './answer.ts';
import type {FileStore} from '../fileStore.ts';
import type {LiveFile, LiveFiles} from '../liveFiles.ts';
import {receive} from './requestBody.ts';

/** An authorised request. */
export interface UploadRequest {
  req: IncomingMessage;
  res: ServerResponse;
  file: StoredFile;
  live: LiveFile;
}

const TUS_VERSION = '1.0.0';

const CODE_BY_STATUS: ReadonlyMap<number | undefined, ErrorCode> = new Map(
  ERROR_CODES.filter(code => kindOf(code).isOfTus === true).map(code => [kindOf(code).httpStatus, code]),
);

/** Loaded for the first upload, because together with `fetch` it takes an eighth of a server's start and 9 MB. */
const loadTus = () => import('@tus/server');
type Tus = Awaited<ReturnType<typeof loadTus>>;

/** A lock as the library defines it; a new holder preempts the previous one. */
interface Turn extends Lock {
  lock(): Promise<void>;
}

/** The latest request gets the lock, because the previous one is most likely a dead connection. */
function createLocks(): {lockFor(upload: UploadRequest): Turn; holderOf(fileId: string): UploadRequest | undefined} {
  const holders = new Map<string, {upload: UploadRequest; released: Promise<void>; release: () => void}>();
  const lockFor = (upload: UploadRequest): Turn => ({
    async lock() {
      for (let held = holders.get(upload.file.fileId); held; held = holders.get(upload.file.fileId)) {
        // A HEAD is only a query and ends by itself in a moment.
        if (held.upload.req.method !== 'HEAD') held.upload.req.destroy();
        await held.released;
      }
      let release = (): void => undefined;
      const released = new Promise<void>(resolve => (release = resolve));
      holders.set(upload.file.fileId, {upload, released, release});
    },
    async unlock() {
      const held = holders.get(upload.file.fileId);
      if (held?.upload !== upload) return;
      holders.delete(upload.file.fileId);
      held.release();
    },
  });
  return {lockFor, holderOf: fileId => holders.get(fileId)?.upload};
}

type Locks = ReturnType<typeof createLocks>;

interface Parts {
  fileStore: FileStore;
  liveFiles: LiveFiles;
  locks: Locks;
}

function createDataStore({DataStore: Store, Upload}: Tus, {fileStore, liveFiles, locks}: Parts): DataStore {
  const store = new Store();
  store.extensions = ['creation', 'creation-with-upload'];
  // The file was already created when the request got hold of it.
  store.create = async upload => upload;
  store.getUpload = async fileId => {
    const live = liveFiles.find(fileId);
    if (!live || !fileStore.exists(fileId)) throw refusal('file-not-found');
    return new Upload({id: fileId, size: live.sizeBytes, offset: live.storedBytes});
  };
  store.write = async (stream, fileId, offset) => {
    // The library's own stream is unused, because its five layers cost more than everything else in an upload.
    stream.resume();
    const holder = locks.holderOf(fileId);
    if (!holder) throw new Error('written without the lock');
    return take(holder, offset);
  };
  return store;
}

/** Stores the body from `offset` on, synced when the file is complete. Resolves to the number of bytes stored. */
async function take({req, live}: UploadRequest, offset: number): Promise<number> {
  // A client that creates a file with content does not expect stored bytes.
  if (live.storedBytes !== offset) throw refusal('bad-request', 'upload-offset');
  const storedBytes = await receive(live, req);
  // Syncing to the disk may take longer than the idle timeout.
  req.setTimeout(0);
  if (storedBytes === live.sizeBytes) {
    faultPoint('upload.beforeSync');
    await live.handle.sync();
    faultPoint('upload.afterSync');
  }
  return storedBytes;
}

/** Whether a creation request carries the whole file. */
const isWhole = ({method, headers}: IncomingMessage): boolean =>
  method === 'POST' &&
  headers['tus-resumable'] === TUS_VERSION &&
  headers['content-type'] === 'application/offset+octet-stream' &&
  headers['upload-concat'] === undefined &&
  headers['upload-defer-length'] === undefined &&
  headers['content-length'] !== undefined &&
  headers['content-length'] === headers['upload-length'];

/** Does the same as the library, without its five layers of streams; most small files arrive this way. */
async function takeWhole(upload: UploadRequest, locks: Locks): Promise<void> {
  const {res, file} = upload;
  const lock = locks.lockFor(upload);
  await lock.lock();
  const storedBytes = await take(upload, 0).finally(() => lock.unlock());
  if (res.destroyed) return;
  res.writeHead(201, {
    'Tus-Resumable': TUS_VERSION,
    'Upload-Offset': storedBytes,
    Location: `${FILES_PATH}${file.fileId}`,
    'Cache-Control': 'no-store',
    'Content-Length': 0,
  });
  res.end();
}

async function relay(response: Response, {req, res}: UploadRequest): Promise<void> {
  if (response.status >= 400) {
    const code = CODE_BY_STATUS.get(response.status) ?? (response.status < 500 ? 'bad-request' : 'internal');
    const detail = (await response.text()).trim().slice(0, 200);
    return answer(req, res, response.status, {error: {code, detail: code === 'bad-request' ? detail : ''}});
  }
  if (res.destroyed) return;
  res.writeHead(response.status, Object.fromEntries(response.headers));
  res.end(await response.text());
}

/** Returns the function that answers HEAD, POST and PATCH. */
export function openUploads(fileStore: FileStore, liveFiles: LiveFiles): (upload: UploadRequest) => Promise<void> {
  const locks = createLocks();
  const uploadByRequest = new WeakMap<object, UploadRequest>();
  const failures = new WeakMap<object, unknown>();
  const found = (request: object): UploadRequest => {
    const upload = uploadByRequest.get(request);
    if (!upload) throw new Error('unknown request');
    return upload;
  };
  const openServer = async (): Promise<Server> => {
    const tus = await loadTus();
    return new tus.Server({
      path: FILES_PATH.replace(/\/$/, ''),
      relativeLocation: true,
      allowedOrigins: [],
      datastore: createDataStore(tus, {fileStore, liveFiles, locks}),
      locker: request => ({newLock: () => locks.lockFor(found(request))}),
      namingFunction: request => found(request).file.fileId,
      onResponseError(request, error) {
        failures.set(request, error);
        return undefined;
      },
    });
  };
  let opening: Promise<Server> | undefined;

  return async upload => {
    const {req, res, file} = upload;
    if (isWhole(req)) return takeWhole(upload, locks);
    opening ??= openServer();
    const server = await opening;
    const headers = new Headers();
    for (const [name, value] of Object.entries(req.headers)) {
      if (typeof value === 'string' && /^(tus|upload)-|^content-(type|length)$/.test(name)) headers.set(name, value);
    }
    const method = req.method ?? '';
    const path = method === 'POST' ? FILES_PATH : `${FILES_PATH}${file.fileId}`;
    const request = new Request(`http://localhost${path}`, {method, headers});
    uploadByRequest.set(request, upload);
    const response = await server.handleWeb(request);
    const failure = failures.get(request);
    if (failure instanceof ChatError) return answerError(req, res, failure, '');
    if (failure instanceof Error) throw failure;
    await relay(response, upload);
  };
}
