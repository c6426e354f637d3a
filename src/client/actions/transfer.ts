/** What a person or a shell verb can do with transfers: send, download, accept, decline, cancel, retry. */
import {ChatError} from '../../shared/errors.ts';
import type {FileView} from '../../shared/model.ts';
import type {Client} from '../client.ts';
import type {Route} from '../core/route.ts';
import {isLocal} from '../state/selectors.ts';
import type {Transfer} from '../state/state.ts';
import {isCalled} from '../transfers/choice.ts';
import type {FetchOptions} from '../transfers/transfers.ts';
import {checkBundle} from '../transfers/up/bundle.ts';
import {checkSize, checkSource, type Source} from '../transfers/up/source.ts';
import {hereIn} from './messages/threads.ts';

/** Maximum number of pages of a room's file list that are searched for a name. */
const PAGES_MAX = 50;

/**
 * Checks all paths first, so that nothing is sent if one is wrong. One file is offered as it is; several files and folders
 * become one offer.
 * @returns the transfers' ids, in order.
 * @throws file-missing and other reasons not to send
 */
export async function sendFiles(
  client: Client,
  {paths, roomId, route}: {paths: readonly string[]; roomId: number; route?: Route | undefined},
): Promise<string[]> {
  const isInThread = hereIn(client.getState(), roomId).threadOf !== undefined;
  // In a direct conversation, without the server, each file is offered separately.
  const sources = isLocal(roomId) ? await checkPaths(paths) : await checkTogether(paths);
  const leftOut = leftOutFilesWords(sources);
  if (leftOut !== undefined) client.notify('warning', leftOut, roomId);
  const ids = await sendSources(client, sources, roomId, route);
  // A file that is offered in the room does not appear in the thread on screen.
  if (isInThread) client.notify('info', 'A thread holds no files: they are offered in the room.');
  return ids;
}

/**
 * A source that can be read only once (a pipe) is still sent separately.
 * @param title of the joint offer.
 * @throws file-missing and other reasons not to send
 */
export async function checkTogether(paths: readonly string[], title?: string): Promise<Source[]> {
  const found = await Promise.all(paths.map(path => checkSource(path).catch(unlessFolder)));
  const isOne = found.length === 1 && found[0] !== undefined;
  const apart = found.flatMap(source => (source !== undefined && (isOne || source.content) ? [source] : []));
  const together = paths.filter((_, index) => !isOne && found[index]?.content === undefined);
  return together.length === 0 ? apart : [await checkBundle(together, title), ...apart];
}

function unlessFolder(error: unknown): undefined {
  if (!(error instanceof ChatError) || error.code !== 'file-is-directory') throw error;
}

/** A sentence about items that are not sent; `undefined` when everything is. */
export function leftOutFilesWords(sources: readonly Source[]): string | undefined {
  const count = sources.reduce((sum, {leftOut = 0}) => sum + leftOut, 0);
  if (count === 0) return undefined;
  return count === 1
    ? 'One thing in there is a link, or neither a file nor a folder, and stays here.'
    : `${count} things in there are links, or neither files nor folders, and stay here.`;
}

/** Checks all paths, so that nothing is sent if one is wrong. @throws file-missing and other reasons not to send */
const checkPaths = (paths: readonly string[]): Promise<Source[]> => Promise.all(paths.map(path => checkSource(path)));

/** Sends sources that were checked before. @returns the transfers' ids, in order. @throws file-too-large */
export async function sendSources(
  client: Client,
  sources: readonly Source[],
  roomId: number,
  route?: Route,
): Promise<string[]> {
  const {fileBytesMax} = client.getState().limits;
  for (const source of sources) checkSize(source, fileBytesMax);
  const {direct, transfers} = client.parts;
  return isLocal(roomId) ? direct.sendFiles(roomId, sources) : transfers.send(sources, roomId, route);
}

/** Files of a room, newest first. */
export async function listFiles(client: Client, roomId: number): Promise<FileView[]> {
  return (await client.request('fileList', {roomId, limit: 200})).files;
}

/**
 * Finds a file by id, by its number in `listFiles` (1 is the newest), or by name: the newest complete one of that name.
 * @throws file-not-found
 */
export async function findFile(client: Client, roomId: number, wanted: string): Promise<FileView> {
  const [file] = await searchFiles(client, roomId, {wanted: [wanted], isNumbered: true});
  if (!file) throw new ChatError('file-not-found', wanted);
  return file;
}

/** How well a file of the wanted name matches: the lowest rank wins, among equals the newest. */
const RANK: Record<FileView['state'], number> = {complete: 1, uploading: 2, cancelled: 3};

function rankOf(file: FileView, wanted: string): number {
  if (file.fileId === wanted) return 0;
  return isCalled(file, wanted) ? RANK[file.state] : Infinity;
}

/** The better match of `before` (from earlier pages) and the files of this page. */
function fileAmong(files: readonly FileView[], wanted: string, before: FileView | undefined): FileView | undefined {
  let best = before;
  for (const file of files) {
    const rank = rankOf(file, wanted);
    if (rank < Infinity && (best === undefined || rank < rankOf(best, wanted))) best = file;
  }
  return best;
}

const numberedAmong = (newest: readonly FileView[], wanted: string): FileView | undefined =>
  /^\d{1,3}$/.test(wanted) ? newest[Number(wanted) - 1] : undefined;

/** Finds each wanted file by id or name; `undefined` for each that is not found. For the shell, whose lists have no numbers. */
export const findFiles = (
  client: Client,
  roomId: number,
  wanted: readonly string[],
): Promise<(FileView | undefined)[]> => searchFiles(client, roomId, {wanted, isNumbered: false});

interface Wanted {
  wanted: readonly string[];
  /** Whether a number that is not a file's name means the n-th newest file. */
  isNumbered: boolean;
}

async function searchFiles(
  client: Client,
  roomId: number,
  {wanted, isNumbered}: Wanted,
): Promise<(FileView | undefined)[]> {
  const found = wanted.map((): FileView | undefined => undefined);
  let beforeSeq: number | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const {files, hasMore} = await client.request('fileList', {
      roomId,
      limit: 200,
      ...(beforeSeq !== undefined && {beforeSeq}),
    });
    for (const [index, one] of wanted.entries()) {
      found[index] =
        fileAmong(files, one, found[index]) ?? (isNumbered && page === 0 ? numberedAmong(files, one) : undefined);
    }
    beforeSeq = files.at(-1)?.seq;
    const isFound = found.every((file, index) => {
      const rank = file === undefined ? RANK.cancelled : rankOf(file, wanted[index] ?? '');
      // A file found by its number has no rank and is an exact match.
      return rank <= RANK.complete || rank === Infinity;
    });
    if (!hasMore || beforeSeq === undefined || isFound) break;
  }
  return found;
}

/**
 * Cancels one's own offer; deleting somebody else's needs the rights of a moderator.
 * @throws file-not-found, file-gone, not-allowed
 */
export async function deleteFile(client: Client, {fileId, sender}: Pick<FileView, 'fileId' | 'sender'>): Promise<void> {
  const isMine = sender === client.getState().me?.name;
  await client.request(isMine ? 'fileCancel' : 'fileDelete', {fileId});
}

/**
 * Starts the download of a file found as by `findFile`; returns the transfer's id.
 * @throws file-not-found, file-gone, file-unwritable
 */
export async function getFile(
  client: Client,
  {roomId, wanted, outDir}: {roomId: number; wanted: string; outDir?: string | undefined},
): Promise<string> {
  return fetchFile(client, await findFile(client, roomId, wanted), {folder: outDir});
}

/** Starts the download of this file; returns the transfer's id. @throws file-gone, file-unwritable */
export async function fetchFile(
  client: Client,
  file: FileView,
  options: Pick<FetchOptions, 'folder' | 'only' | 'route'> = {},
): Promise<string> {
  const offer = Object.values(client.getState().transferById).find(
    ({fileId, direction, status}) => fileId === file.fileId && direction === 'down' && CAN_BE_TAKEN.has(status),
  );
  return client.parts.transfers.fetch(file, {...options, ...(offer && {transferId: offer.transferId})});
}

/** Resolves when the download is complete, or the upload is stored completely. @throws why the transfer failed */
export const transferFinished = (client: Client, transferId: string): Promise<Transfer> =>
  client.parts.transfers.finished(transferId);

/** A cancelled download can be started again; a declined one cannot, because its sender has then cancelled the offer. */
const CAN_BE_TAKEN: ReadonlySet<Transfer['status']> = new Set(['offered', 'cancelled']);

/** Accepts an offer and starts its download. @throws transfer-not-found, file-gone, file-unwritable, not-genuine */
export async function acceptTransfer(client: Client, transferId: string): Promise<void> {
  if (client.parts.direct.files.has(transferId)) return client.parts.direct.files.accept(transferId);
  const transfer = client.getState().transferById[transferId];
  if (transfer?.fileId === undefined || transfer.direction === 'up' || !CAN_BE_TAKEN.has(transfer.status))
    throw new ChatError('transfer-not-found', transferId);
  const file = await client.request('fileShow', {fileId: transfer.fileId});
  // The server now shows another file under this id than the one that was offered.
  if (transfer.seq !== undefined && file.seq !== transfer.seq) throw new ChatError('not-genuine', 'file');
  await client.parts.transfers.fetch(file, {transferId});
}

/** Declines an offer; its sender is told. @throws transfer-not-found */
export const declineTransfer = async (client: Client, transferId: string): Promise<void> =>
  dropDirect(client, transferId) || client.parts.transfers.decline(transferId);

/** Stops a transfer in either direction; one's own upload is withdrawn from the room. @throws transfer-not-found */
export const cancelTransfer = async (client: Client, transferId: string): Promise<void> =>
  dropDirect(client, transferId) || client.parts.transfers.cancel(transferId);

/** @returns undefined when the transfer is not of a direct conversation */
function dropDirect(client: Client, transferId: string): Promise<void> | undefined {
  const {files} = client.parts.direct;
  if (!files.has(transferId)) return undefined;
  files.drop(transferId);
  return Promise.resolve();
}

/** Resumes a failed transfer where it stopped. @throws transfer-not-found, or why the file cannot be sent */
export const retryTransfer = (client: Client, transferId: string): Promise<void> =>
  client.parts.transfers.retry(transferId);

/** Removes a finished transfer from the list. */
export function dismissTransfer(client: Client, transferId: string): void {
  const status = client.getState().transferById[transferId]?.status;
  const isOver = status === 'done' || status === 'cancelled' || status === 'declined';
  if (isOver) client.dispatch({type: 'transferRemoved', transferId});
}
