/**
 * All transfers that run or can run again, each with its record on disk: started, stopped, retried, adopted from earlier runs.
 */
import {titleOf} from '../../shared/bundle.ts';
import {ChatError, sentenceOf, type ErrorCode} from '../../shared/errors.ts';
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

/** Large ones share the line; small ones mostly wait for answers, and need not wait for the large ones. */
const ACTIVE_MAX = 2;
const SMALL_ACTIVE_MAX = 16;
const SMALL_BYTES_MAX = 1024 * 1024;

const BEYOND_REACH: ReadonlySet<ErrorCode> = new Set(['file-not-found', 'file-gone', 'room-not-found', 'not-in-room']);

export interface Jobs {
  /** Keeps them on disk, shows them, runs them in this order. */
  begin(...records: readonly TransferRecord[]): Promise<void>;
  /** The record of one that failed and can run again. */
  failed(transferId: string): TransferRecord | undefined;
  /** Runs what failed again, with a changed record; nothing happens where it was cancelled meanwhile. */
  again(failed: TransferRecord, record: TransferRecord): Promise<void>;
  /** Stops it for good and removes what it left on this machine. */
  drop(transferId: string, status: 'cancelled' | 'declined'): Promise<void>;
  /**
   * Stops an upload, takes its offer back and removes what it left on this machine. Its bytes stop first: on a slow line the
   * withdrawal would wait behind them. Where it cannot be taken back, it goes on. @throws why it cannot
   */
  withdraw(transferId: string): Promise<void>;
  /** Resumes transfers that no running program works on. */
  adopt(isOurs: (record: TransferRecord) => boolean): Promise<TransferRecord[]>;
  /** Removes what is left of transfers that no running program works on. */
  discard(isMeant: (record: TransferRecord) => boolean): Promise<void>;
  running(): Job[];
  readonly rates: {readonly up: Rate; readonly down: Rate};
  /** Resolves when it does not run. */
  ended(transferId: string): Promise<void>;
  /** Stops everything; it can be taken over afterwards. */
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
    // The status line has room for one of them.
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
   * Cancels the offer, also one whose answer was lost: repeating the offer returns its id. What is not there any more, or in a
   * room that this account has left, need not be taken back.
   */
  const withdraw = async (record: TransferRecord, mayBeOffered = false): Promise<void> => {
    try {
      const fileId = record.fileId ?? (mayBeOffered ? (await offer(client, record)).fileId : undefined);
      if (fileId !== undefined) await client.request('fileCancel', {fileId});
    } catch (error) {
      if (!(error instanceof ChatError) || !BEYOND_REACH.has(error.code)) throw error;
    }
  };
  const fail = async ({record}: Job, error: unknown): Promise<void> => {
    const shown = toError(error);
    if (shown.code === 'file-gone') {
      await forget(record);
      return show(record.transferId, {status: 'cancelled', error: shown});
    }
    // The end of a login is no fault of the file: the next login goes on with it.
    const isFinal = client.getState().connection.status !== 'ended';
    const isUpload = record.direction === 'up';
    const failed = {...record, error: shown, ...(isFinal && isUpload && {isWithdrawn: true as const})};
    failedById.set(record.transferId, failed);
    if (isFinal && options.isHeadless === true) await forget(record);
    else if (isFinal) await records.save(failed).catch(() => undefined);
    show(record.transferId, {status: 'failed', error: shown});
    tell('error', sentenceOf(shown.code, shown.detail), record.roomId);
    // Nobody is to wait for what will not come.
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
        // Nothing is looked for any more.
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

  /** Stops it, and nobody can retry it from now on. */
  const takeAway = async (
    transferId: string,
  ): Promise<{job?: Job | undefined; failed?: TransferRecord | undefined}> => {
    const job = jobById.get(transferId);
    const before = failedById.get(transferId);
    failedById.delete(transferId);
    job?.stop();
    // An offer that is on its way gets its answer before.
    await ends.of(transferId);
    // It may have failed just then.
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
      // It was faster: what arrived is not taken away again.
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
