/**
 * All transfers that run or can run again, each with its record on disk: starts, stops, retries them, and adopts those of
 * earlier runs.
 */
import {titleOf} from '../../shared/bundle.ts';
import {ChatError, kindOf, sentenceOf, type ErrorCode} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import type {Transfer} from '../state/state.ts';
import {removeCopy} from './up/copy.ts';
import {createEnds} from './ends.ts';
import {createJob, runJob, type Job} from './job.ts';
import {createReceiving, removeUnfinished} from './down/receiving.ts';
import {ownBytesOf, type TransferRecord} from './kept/record.ts';
import {openRecords} from './kept/records.ts';
import {shownPath} from '../wording/shownPath.ts';
import {createSending, offer} from './up/uploadSteps.ts';
import {createRate, type Rate} from './bytes/rate.ts';
import type {DirectTransfers} from './directTransfers/directTransfers.ts';
import {createSlots} from './slots.ts';
import type {PastTransfer} from '../local/pastTransfers.ts';

/**
 * Limits of concurrent transfers. Large ones share the bandwidth; small ones mostly wait for answers, and do not wait for the
 * large ones.
 */
const ACTIVE_MAX = 2;
const SMALL_ACTIVE_MAX = 16;
const SMALL_BYTES_MAX = 1024 * 1024;

export interface Jobs {
  /** Stores the records, shows the transfers, and runs them in this order. */
  begin(...records: readonly TransferRecord[]): Promise<void>;
  /** The record of a failed transfer that can run again. */
  failed(transferId: string): TransferRecord | undefined;
  /** Runs a failed transfer again with a new record; does nothing if it was cancelled meanwhile. */
  again(failed: TransferRecord, record: TransferRecord): Promise<void>;
  /** Stops a transfer for good, and removes its files on this machine. */
  drop(transferId: string, status: 'cancelled' | 'declined'): Promise<void>;
  /**
   * Stops an upload, cancels its offer, and removes its files on this machine. The bytes stop first, because on a slow line
   * the request would wait behind them. If the offer cannot be cancelled, the upload continues.
   * @throws why it cannot
   */
  withdraw(transferId: string): Promise<void>;
  /** Resumes transfers whose program has ended. */
  adopt(isOurs: (record: TransferRecord) => boolean): Promise<TransferRecord[]>;
  /** Removes transfers whose program has ended. */
  discard(isMeant: (record: TransferRecord) => boolean): Promise<void>;
  running(): Job[];
  readonly rates: {readonly up: Rate; readonly down: Rate};
  /** Resolves when the transfer is not running. */
  ended(transferId: string): Promise<void>;
  /** Stops all transfers; another program can adopt them. */
  stopAll(): Promise<void>;
}

const toTransfer = (record: TransferRecord): Transfer => ({
  transferId: record.transferId,
  direction: record.direction,
  ...(record.fileId !== undefined && {fileId: record.fileId}),
  roomId: record.roomId,
  name: record.name,
  peer: record.peer,
  ...(record.bundle && {bundle: record.bundle}),
  sizeBytes: ownBytesOf(record),
  doneBytes: 0,
  bytesPerSecond: 0,
  status: record.error ? 'failed' : 'waiting',
  ...(record.error && {error: record.error}),
  ...(record.source && {path: record.source.path}),
  startedAtMs: record.startedAtMs,
});

const toError = (error: unknown): {code: ErrorCode; detail: string} =>
  error instanceof ChatError
    ? {code: error.code, detail: error.detail}
    : {code: 'transfer-failed', detail: error instanceof Error ? error.message : String(error)};

interface Heard {
  onFetched: (record: TransferRecord, path: string) => void;
  onEnded: (past: PastTransfer) => void;
}

export function openJobs(client: Core, directTransfers: DirectTransfers, {onFetched, onEnded}: Heard): Jobs {
  const {options} = client;
  const records = openRecords(client);
  const createPlaces = () => ({large: createSlots(ACTIVE_MAX), small: createSlots(SMALL_ACTIVE_MAX)});
  const places = {up: createPlaces(), down: createPlaces()};
  const rates = {up: createRate(options.bytesPerSecondMax), down: createRate(options.bytesPerSecondMax)};
  const jobById = new Map<string, Job>();
  const failedById = new Map<string, TransferRecord>();
  const ends = createEnds();
  const show = (transferId: string, change: Partial<Transfer>) =>
    client.dispatch({type: 'transferChanged', transferId, change: {...change, bytesPerSecond: 0}});

  /** Notifies the person; shell verbs report in their own way. */
  const tell = (level: 'info' | 'error', text: string, roomId: number) => {
    if (options.isHeadless === true) return;
    client.notify(level, text, roomId);
    // The status line shows only notices of the current room.
    const {currentRoomId} = client.getState();
    if (currentRoomId !== roomId) client.notify(level, text, currentRoomId);
  };

  const forget = async (record: TransferRecord): Promise<void> => {
    const {transferId, target, source} = record;
    failedById.delete(transferId);
    if (target) await removeUnfinished(record, target);
    records.remove(transferId);
    removeCopy(source);
  };
  /**
   * Cancels an offer, also one whose answer was lost: repeating the offer returns its id. An offer that no longer exists, or
   * is in a room that was left, needs no cancelling.
   */
  const withdraw = async (record: TransferRecord, mayBeOffered = false): Promise<void> => {
    try {
      const fileId = record.fileId ?? (mayBeOffered ? (await offer(client, record)).fileId : undefined);
      if (fileId !== undefined) await client.request('fileCancel', {fileId});
    } catch (error) {
      const {isFileAbsent, isRoomAbsent} = error instanceof ChatError ? kindOf(error.code) : {};
      if (isFileAbsent !== true && isRoomAbsent !== true) throw error;
    }
  };
  const fail = async ({record}: Job, error: unknown): Promise<void> => {
    const shown = toError(error);
    if (shown.code === 'file-gone') {
      await forget(record);
      return show(record.transferId, {status: 'cancelled', error: shown});
    }
    // The end of a login is not an error of the transfer: the next login continues it.
    const isFinal = client.getState().connection.status !== 'ended';
    const isUpload = record.direction === 'up';
    const failed = {...record, error: shown, ...(isFinal && isUpload && {isWithdrawn: true as const})};
    failedById.set(record.transferId, failed);
    if (isFinal && options.isHeadless === true) await forget(record);
    else if (isFinal) await records.save(failed).catch(() => undefined);
    show(record.transferId, {status: 'failed', error: shown});
    tell('error', sentenceOf(shown.code, shown.detail), record.roomId);
    // A failed upload is withdrawn, so that nobody waits for it.
    if (isFinal && isUpload) await withdraw(record).catch(() => undefined);
  };
  const note = ({record, progress}: Job, outcome: PastTransfer['outcome'], path = record.source?.path): void => {
    const {direction, fileId, roomId, peer, sha256} = record;
    const sizeBytes = ownBytesOf(record);
    const {bytes: movedBytes, ms: movedMs} = progress.moved();
    const moved = {movedBytes, movedMs, endedAtMs: options.now()};
    onEnded({direction, outcome, fileId, roomId, name: titleOf(record), peer, sizeBytes, path, sha256, ...moved});
  };
  const run = async (job: Job): Promise<void> => {
    const {direction, transferId, name, bundle, roomId} = job.record;
    try {
      const attempt = direction === 'up' ? createSending() : createReceiving();
      const result = await runJob(job, attempt);
      if (direction === 'down' && result.path !== undefined) onFetched(job.record, result.path);
      note(job, 'done', result.path);
      records.remove(transferId);
      removeCopy(job.record.source);
      show(transferId, {...result, status: 'done', doneBytes: ownBytesOf(job.record)});
      if (result.path !== undefined)
        tell('info', `${titleOf({name, bundle})} is here: ${shownPath(result.path)}`, roomId);
    } catch (error) {
      if (job.signal.aborted) records.unclaim(transferId);
      else {
        note(job, 'failed');
        await fail(job, error);
        // Ends waiting operations of the job.
        job.stop();
      }
    } finally {
      jobById.delete(transferId);
    }
  };
  const start = (record: TransferRecord, isTakenOver: boolean): void => {
    client.dispatch({type: 'transferAdded', transfer: toTransfer(record)});
    if (record.error) return void failedById.set(record.transferId, record);
    const slots = places[record.direction][record.sizeBytes > SMALL_BYTES_MAX ? 'large' : 'small'];
    const job = createJob({
      record,
      client,
      records,
      slots,
      rate: rates[record.direction],
      directTransfers,
      isTakenOver,
    });
    jobById.set(record.transferId, job);
    ends.add(record.transferId, run(job));
  };
  const begin = async (...begun: readonly TransferRecord[]): Promise<void> => {
    await records.save(...begun);
    for (const record of begun) {
      failedById.delete(record.transferId);
      start(record, false);
    }
  };

  /** Stops a transfer and removes its record, so that nobody can retry it. */
  const takeAway = async (
    transferId: string,
  ): Promise<{job?: Job | undefined; failed?: TransferRecord | undefined}> => {
    const job = jobById.get(transferId);
    const before = failedById.get(transferId);
    failedById.delete(transferId);
    job?.stop();
    // Wait until a pending offer request is answered.
    await ends.of(transferId);
    // The transfer may have failed meanwhile.
    const failed = before ?? failedById.get(transferId);
    failedById.delete(transferId);
    return {job, failed};
  };

  return {
    begin,
    async again(failed, record) {
      const {transferId} = failed;
      const isMeant = () => failedById.get(transferId) === failed;
      if (!isMeant()) return;
      await records.save(record);
      if (!isMeant()) return records.remove(transferId);
      failedById.delete(transferId);
      start(record, false);
    },
    failed: transferId => failedById.get(transferId),
    async drop(transferId, status) {
      const {job, failed} = await takeAway(transferId);
      const record = job?.record ?? failed;
      const {direction, status: end} = client.getState().transferById[transferId] ?? {};
      // The download was completed first: keep the file.
      if (direction === 'down' && end === 'done') return;
      if (record) await forget(record);
      show(transferId, {status});
    },
    async withdraw(transferId) {
      const {job, failed} = await takeAway(transferId);
      const record = job?.record ?? failed;
      const hasStopped = client.getState().transferById[transferId]?.status !== 'done';
      try {
        if (record) await withdraw(record, job?.mayBeOffered);
      } catch (error) {
        if (job && hasStopped) await begin(job.record);
        else if (failed) failedById.set(transferId, failed);
        throw error;
      }
      if (record) await forget(record);
      show(transferId, {status: 'cancelled'});
    },
    async adopt(isOurs) {
      const adopted = await records.adopt(isOurs);
      for (const record of adopted) start(record, true);
      return adopted;
    },
    async discard(isMeant) {
      for (const record of await records.adopt(isMeant)) await forget(record);
    },
    running: () => [...jobById.values()],
    rates,
    ended: transferId => ends.of(transferId),
    async stopAll() {
      for (const job of jobById.values()) job.stop();
      await ends.all();
      for (const transferId of failedById.keys()) records.unclaim(transferId);
      failedById.clear();
      records.close();
    },
  };
}
