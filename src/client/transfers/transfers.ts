/** The transfers part of a client: actions on files, and reactions to entries about them. */
import {DAY_MS} from '../../shared/limits.ts';
import {ChatError} from '../../shared/errors.ts';
import type {FileView} from '../../shared/model.ts';
import type {Core} from '../core/core.ts';
import type {Part} from '../core/part.ts';
import type {Transfer} from '../state/state.ts';
import {isTransferOver} from '../state/selectors.ts';
import type {Route} from '../core/route.ts';
import {openDirectTransfers} from './directTransfers/directTransfers.ts';
import {unlessStopped, withCopy} from './up/copy.ts';
import {openCopying} from './up/copying.ts';
import {removeOldSourceCopies} from './up/oldSourceCopies.ts';
import {openDecisions} from './kept/decisions.ts';
import {fetchedFiles} from './kept/fetched.ts';
import type {PastTransfer} from '../local/pastTransfers.ts';
import {openFileEvents} from './fileEvents.ts';
import {openJobs} from './jobs.ts';
import {retried, startOf, uploadRecord} from './newRecord.ts';
import type {TransferRecord} from './kept/record.ts';
import {sealedCopy} from './up/sealedCopy.ts';
import type {Source} from './up/source.ts';
import {makeTarget, openFolder, removePart} from './down/destination.ts';

export interface FetchOptions {
  folder?: string | undefined;
  transferId?: string;
  /** Of a bundle: only these files and folders. */
  only?: string[] | undefined;
  /** The route of the bytes for this download; absent: the default. */
  route?: Route | undefined;
}

export interface Transfers extends Part {
  /** Starts uploads of checked sources. @returns the transfers' ids, in order */
  send(sources: readonly Source[], roomId: number, route?: Route): Promise<string[]>;
  /** Starts a download; a running one is not started twice. @returns the transfer's id. @throws file-gone, file-unwritable */
  fetch(file: FileView, options?: FetchOptions): Promise<string>;
  /** Declines an offer; the sender is told. */
  decline(transferId: string): Promise<void>;
  /** Stops a transfer; an upload is withdrawn from the room. */
  cancel(transferId: string): Promise<void>;
  /** Retries a failed transfer; does nothing while a retry is being prepared. */
  retry(transferId: string): Promise<void>;
  /** Whether a failed transfer can be retried; transfers of direct conversations cannot. */
  canRetry(transferId: string): boolean;
  /** Resolves when the transfer is done. @throws why it failed */
  finished(transferId: string): Promise<Transfer>;
  /** Finished transfers on this machine, newest first. */
  past(limit?: number): Promise<PastTransfer[]>;
  /** Path of a file that this account downloaded to this machine, if it still exists. */
  pathOf(fileId: string): string | undefined;
  /** Rate limit of all transfers of one direction together, in bytes per second; `undefined`: unlimited. */
  limit: number | undefined;
  /** Resumes transfers of earlier runs of the program. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** How long an unfinished download of a shell verb is kept, in case the verb is called again. */
const LEFT_MS = 7 * DAY_MS;
const isLeft = ({isOneOff, direction}: TransferRecord): boolean => isOneOff === true && direction === 'down';

function transferOf(client: Core, transferId: string): Transfer {
  const transfer = client.getState().transferById[transferId];
  if (!transfer) throw new ChatError('transfer-not-found', transferId);
  return transfer;
}

export function transfers(client: Core): Transfers {
  const {options} = client;
  const decisions = openDecisions(client);
  const fetched = fetchedFiles(client);
  const directTransfers = openDirectTransfers(client);
  const copying = openCopying();
  const jobs = openJobs(client, directTransfers, {
    onFetched(record, path) {
      if (record.fileId !== undefined) decisions.add(record.fileId);
      fetched.add(record, path);
    },
    onEnded: past => fetched.note(past),
  });
  /** Ids of transfers whose retry is being prepared. */
  const retrying = new Set<string>();
  const fileEvents = openFileEvents(client, jobs, {
    decisions,
    fetch: (file, options) => part.fetch(file, options),
    folderOf: roomId => fetched.folderOf(roomId),
  });

  const isOurs = (record: TransferRecord): boolean =>
    record.user === client.getState().me?.name && record.serverUrl === options.serverUrl;
  /** Resumes the download that an earlier call of the same shell verb left; returns its id. */
  const takeUp = async (fileId: string, folder: string): Promise<string | undefined> => {
    if (options.isHeadless !== true) return undefined;
    let isFound = false;
    const [record] = await jobs.adopt(one => {
      const isWanted =
        !isFound && isOurs(one) && one.isOneOff === true && one.fileId === fileId && one.target?.folder === folder;
      isFound ||= isWanted;
      return isWanted;
    });
    return record?.transferId;
  };

  /**
   * Removes leftover downloads whose program has ended: those of the file that was just downloaded, and those that are too
   * old.
   */
  const clearLeft = (fetchedId?: string): Promise<void> => {
    const oldestMs = options.now() - LEFT_MS;
    return jobs.discard(
      record => isOurs(record) && isLeft(record) && (record.fileId === fetchedId || record.startedAtMs < oldestMs),
    );
  };
  const stopAll = async (isFinal = false): Promise<void> => {
    await Promise.all([jobs.stopAll(), copying.stop(isFinal)]);
    // A prepared upload may just have started.
    await jobs.stopAll();
  };
  const part: Transfers = {
    on: {
      entriesAppended: ({roomId, entries}) => fileEvents.hear(roomId, entries),
      entriesLoaded({roomId, place, entries}) {
        if (place !== 'piece') fileEvents.hear(roomId, entries);
      },
      signalReceived({from, sessionId, body, about, seenAt}) {
        if (about === 'file') directTransfers.hear({from, sessionId, body, seenAt});
      },
      addressAnswered: ({name, isShared}) => directTransfers.asking.answered(name, isShared),
      connectionChanged() {
        for (const job of jobs.running()) job.tellNews();
      },
      sessionClosed: () =>
        client.background(
          Promise.all([stopAll().then(() => directTransfers.close()), decisions.close(), fetched.close()]),
        ),
      transferRemoved({transferId}, before) {
        const {fileId, status} = before.transferById[transferId] ?? {};
        if (fileId !== undefined && status === 'done') fetched.unlist(fileId);
      },
      sessionOpened() {
        if (options.isHeadless === true) return;
        client.background(fetched.recall());
        client.background(fileEvents.lookForMissed());
        client.background(part.resume());
      },
    },
    send: (sources, roomId, route) =>
      copying.run(async (signal, keep) => {
        const {dataDir, newId} = options;
        const {fileBytesMax: sizeBytesMax} = client.getState().limits;
        const whole: Source[] = [];
        const isSealed = await unlessStopped(client.sealing.isSealed(roomId), signal);
        const copied = isSealed === true ? sealedCopy : withCopy;
        for (const source of sources) whole.push(keep(await copied(source, {dataDir, newId, sizeBytesMax, signal})));
        const records = whole.map(source => ({
          ...uploadRecord(client, source, roomId, options.newId()),
          ...(route && {route}),
        }));
        signal.throwIfAborted();
        await jobs.begin(...records);
        return records.map(({transferId}) => transferId);
      }),
    async fetch(file, {folder, only, route, transferId = options.newId()} = {}) {
      const running = jobs.running().find(({record}) => record.direction === 'down' && record.fileId === file.fileId);
      if (running) return running.record.transferId;
      if (file.state === 'cancelled') throw new ChatError('file-gone', file.name);
      const {fileId, roomId, name, sender: peer, sha256, directBytes = 0} = file;
      const into = openFolder(folder ?? (await fetched.folderOf(roomId)));
      const begun = await takeUp(fileId, into);
      if (begun !== undefined) return begun;
      const found = await client.sealing.keyOf({roomId, fileId, seq: file.seq});
      const {storedBytes: sizeBytes = file.sizeBytes, ...sealed} = found ?? {};
      const bundle = found === undefined ? file.bundle : found.bundle;
      const target = makeTarget(into, name, transferId);
      const known = {
        fileId,
        roomId,
        name,
        peer,
        sizeBytes,
        ...(sha256 !== undefined && {sha256}),
        ...(bundle && {bundle, ...(only && {only})}),
        ...(directBytes > 0 && {isDirect: true as const}),
        ...(route && {route}),
      };
      const opening = 'identity' in sealed ? {sealed} : {};
      try {
        await jobs.begin({...startOf(client, 'down', transferId), ...known, ...opening, target});
      } catch (error) {
        // A partial file would prevent the next attempt.
        await removePart(target.folder, target.partName);
        throw error;
      }
      decisions.add(fileId);
      fileEvents.recall(fileId);
      return transferId;
    },
    async decline(transferId) {
      const {fileId, status} = transferOf(client, transferId);
      if (status !== 'offered' || fileId === undefined) throw new ChatError('transfer-not-found', transferId);
      await client.request('fileDecline', {fileId});
      decisions.add(fileId);
      await jobs.drop(transferId, 'declined');
    },
    async cancel(transferId) {
      const {direction, status} = transferOf(client, transferId);
      if (status === 'offered') return part.decline(transferId);
      if (isTransferOver({status})) throw new ChatError('transfer-not-found', transferId);
      await (direction === 'up' ? jobs.withdraw(transferId) : jobs.drop(transferId, 'cancelled'));
    },
    get limit() {
      return jobs.rates.up.limit;
    },
    set limit(bytesPerSecond) {
      jobs.rates.up.limit = jobs.rates.down.limit = bytesPerSecond;
    },
    canRetry: transferId => jobs.failed(transferId) !== undefined,
    async retry(transferId) {
      if (retrying.has(transferId)) return;
      const record = jobs.failed(transferId);
      if (!record) throw new ChatError('transfer-not-found', transferId);
      retrying.add(transferId);
      try {
        // Checking a folder may take a while.
        await jobs.again(record, await retried(client, record));
      } finally {
        retrying.delete(transferId);
      }
    },
    async finished(transferId) {
      await jobs.ended(transferId);
      const transfer = transferOf(client, transferId);
      if (transfer.status === 'done') {
        if (options.isHeadless === true && transfer.direction === 'down') await clearLeft(transfer.fileId);
        return transfer;
      }
      const {code, detail} = transfer.error ?? {code: 'file-gone' as const, detail: transfer.name};
      throw new ChatError(code, detail);
    },
    async resume() {
      await jobs.adopt(record => isOurs(record) && !isLeft(record));
      await clearLeft();
      await removeOldSourceCopies(options.dataDir, options.now());
    },
    async close() {
      await stopAll(true);
      directTransfers.close();
      await decisions.close();
      await fetched.close();
    },
    past: limit => fetched.past(limit),
    pathOf: fileId => fetched.pathOf(fileId),
  };
  return part;
}
