/** Runs one transfer: waits for a connection and a slot, makes attempts, and reports progress. */
import {isOnline} from '../state/selectors.ts';
import {ChatError, kindOf} from '../../shared/errors.ts';
import {DEFAULT_BACKOFF, waitMs, type Backoff} from '../line/backoff.ts';
import type {Core} from '../core/core.ts';
import {createWaiters} from '../core/waiters.ts';
import type {Transfer} from '../state/state.ts';
import {createProgress, type Progress} from './progress.ts';
import {ownBytesOf, type TransferRecord} from './kept/record.ts';
import type {Records} from './kept/records.ts';
import type {Rate} from './bytes/rate.ts';
import type {DirectTransfers} from './directTransfers/directTransfers.ts';
import type {Slots} from './slots.ts';

/** A short backoff: an attempt costs one request, and reconnecting has its own, longer backoff. */
const BACKOFF: Backoff = {...DEFAULT_BACKOFF, firstMs: 500};

export interface Job {
  record: TransferRecord;
  readonly client: Core;
  readonly records: Records;
  readonly slots: Slots;
  readonly rate: Rate;
  readonly directTransfers: DirectTransfers;
  /** True when an earlier run of the program began the transfer. */
  readonly isTakenOver: boolean;
  /** True when the server may have the offer although its answer was lost. */
  mayBeOffered: boolean;
  readonly progress: Progress;
  /** Aborts when the transfer is cancelled or withdrawn, or the program ends. */
  readonly signal: AbortSignal;
  stop(): void;
  /** Changes the transfer in the state only, not on disk. */
  show(change: Partial<Transfer>): void;
  /** Changes the record in memory only, for facts that the server can report again. */
  note(change: Partial<TransferRecord>): void;
  /** Changes the record on disk. */
  keep(change: Partial<TransferRecord>): Promise<void>;
  /** Resolves on an event about the file, on a new connection, or when the signal aborts. */
  news(signal: AbortSignal): Promise<void>;
  tellNews(): void;
}

/** One attempt of a transfer; it releases its slot once all bytes are transferred. */
export type Attempt = (job: Job, release: () => void) => Promise<Partial<Transfer>>;

/** Consecutive attempts before an error that may be temporary is reported. */
const FEW_TRIES = 5;

const isTriedAgain = ({code}: ChatError, tries: number): boolean =>
  kindOf(code).pausesTransfer === true || (kindOf(code).isTriedAFewTimes === true && tries < FEW_TRIES);

type Start = Pick<Job, 'record' | 'client' | 'records' | 'slots' | 'rate' | 'directTransfers' | 'isTakenOver'>;

export function createJob(options: Start): Job {
  const {client, records} = options;
  const abort = new AbortController();
  const news = createWaiters<'news', true>();
  const {transferId} = options.record;
  /** Converts the progress of an encrypted file to bytes of the plaintext. */
  const inOwnBytes = ({doneBytes, bytesPerSecond, ...rest}: Partial<Transfer>): Partial<Transfer> => {
    const share = job.record.sizeBytes === 0 ? 1 : ownBytesOf(job.record) / job.record.sizeBytes;
    return {
      ...rest,
      ...(doneBytes !== undefined && {doneBytes: Math.floor(doneBytes * share)}),
      ...(bytesPerSecond !== undefined && {bytesPerSecond: Math.round(bytesPerSecond * share)}),
    };
  };
  const show = (counted: Partial<Transfer>) => {
    const change = inOwnBytes(counted);
    const shown = client.getState().transferById[transferId];
    const isNews = Object.entries(change).some(([name, value]) => shown?.[name as keyof Transfer] !== value);
    if (isNews) client.dispatch({type: 'transferChanged', transferId, change});
  };
  const job: Job = {
    ...options,
    mayBeOffered: options.isTakenOver,
    signal: abort.signal,
    stop: () => abort.abort(),
    show,
    progress: createProgress(() => client.options.now(), show),
    note: change => (job.record = {...job.record, ...change}),
    async keep(change) {
      job.note(change);
      await records.save(job.record);
    },
    news: signal =>
      news.wait('news', {signal}).then(
        () => undefined,
        () => undefined,
      ),
    tellNews: () => news.tell('news', true),
  };
  return job;
}

/** Waits for this time, or until news makes an attempt worthwhile. */
async function pause(job: Job, ms: number): Promise<void> {
  const over = AbortSignal.any([job.signal, AbortSignal.timeout(ms)]);
  await job.news(over);
}

/** Waits for a connection. @throws the reason when the connection has ended for good */
async function untilOnline(job: Job): Promise<void> {
  while (!isOnline(job.client.getState())) {
    const {connection} = job.client.getState();
    if (connection.status === 'ended') throw new ChatError(connection.code, connection.detail);
    await job.news(job.signal);
    job.signal.throwIfAborted();
  }
}

/** Repeats attempts until the transfer is done, needs a decision of the person, or was stopped. */
export async function runJob(job: Job, attempt: Attempt): Promise<Partial<Transfer>> {
  for (let tries = 1; ; tries++) {
    job.show({status: 'waiting', bytesPerSecond: 0});
    await untilOnline(job);
    const release = await job.slots.take(job.signal);
    const doneBefore = doneBytesOf(job);
    try {
      job.show({status: 'active'});
      return await attempt(job, release);
    } catch (error) {
      job.signal.throwIfAborted();
      if (!(error instanceof ChatError) || !isTriedAgain(error, tries)) throw error;
    } finally {
      job.progress.stop();
      release();
    }
    if (doneBytesOf(job) > doneBefore) tries = 1;
    job.show({status: 'waiting', bytesPerSecond: 0});
    await pause(job, waitMs(job.client.options.backoff ?? BACKOFF, tries));
    job.signal.throwIfAborted();
  }
}

const doneBytesOf = (job: Job): number => job.client.getState().transferById[job.record.transferId]?.doneBytes ?? 0;
