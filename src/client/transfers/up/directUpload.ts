/**
 * The sender's side of a direct transfer: waits for the receiver, sends over a channel, falls back to the server when asked
 * or when nobody comes, and returns to a channel when the receiver opens one.
 */
import {ChatError} from '../../../shared/errors.ts';
import {HEADLESS_TAKEN_MS, stalledMs} from '../../core/route.ts';
import {createWaiters} from '../../core/waiters.ts';
import {FRAME_HEAD_BYTES, type FileChannel} from '../../peer/fileChannel.ts';
import type {RunningHash} from '../bytes/hashing.ts';
import type {Job} from '../job.ts';
import type {SourceReader} from './source.ts';
import type {DirectTransfers, HostedFile} from '../directTransfers/directTransfers.ts';

/** Timeout in milliseconds of the receiver's confirmation, which follows its fsync. */
const GOT_MS = 120_000;
const PIECE_BYTES = 256 * 1024;
const PIECES = 3;

export interface DirectUpload {
  job: Job;
  directTransfers: DirectTransfers;
  fileId: string;
  hash: RunningHash;
  open: () => Promise<SourceReader>;
  /** For a file that goes over the server: resolves with whether it can also be downloaded directly. */
  opens?: Promise<boolean> | undefined;
  /** Called when the receiver takes the file over a channel. */
  onTaken: () => Promise<void>;
  /** Starts sending over the server from this byte on. @throws why the server refuses */
  beginRelay: (fromByte: number) => Promise<void>;
  /** Sends over the server, until all bytes are there or `signal` aborts because the receiver has opened a channel. */
  relay: (signal: AbortSignal) => Promise<void>;
}

interface Taken {
  channel: FileChannel;
  fromByte: number;
  done: () => void;
}

/** State of one upload that is kept between attempts. */
export interface DirectUploadState {
  /** True once the file goes over the server. */
  isRelayed: boolean;
  /** Number of bytes that the receiver has confirmed. */
  knownBytes: number;
}

/** Resolves with true if all bytes went directly, with false if all are on the server. @throws errors that stop an upload */
export async function sendDirectly(upload: DirectUpload, state: DirectUploadState): Promise<boolean> {
  const {job, directTransfers, fileId} = upload;
  const {peer, route} = job.record;
  let taken: Taken | undefined;
  let failure: unknown;
  let beginning: Promise<void> | undefined;
  /** Woken when the receiver opens a channel, the server starts taking the file, or both fail. */
  const waiters = createWaiters<'news', true>();
  const wake = () => waiters.tell('news', true);
  let leaveRelay = (): void => undefined;
  const over = new AbortController();
  const hosted: HostedFile = {
    peer,
    over: over.signal,
    onTake: (channel, fromByte) =>
      new Promise(done => {
        // The previous channel most likely died unnoticed: nobody else closes it.
        if (taken?.channel !== channel) taken?.channel.close();
        taken?.done();
        taken = {channel, fromByte, done};
        leaveRelay();
        wake();
      }),
    async onRelay(fromByte, isMeanwhile) {
      if (isMeanwhile && (route === 'direct' || taken !== undefined)) return false;
      // The receiver asks for the server only after giving up the channel, even if it looks open here.
      taken?.channel.close();
      try {
        if (route === 'direct') throw new ChatError('direct-failed');
        if (!state.isRelayed) {
          // A repeated request does not start the relay twice.
          beginning ??= upload.beginRelay(Math.min(fromByte, job.record.sizeBytes));
          await beginning.finally(() => (beginning = undefined));
          // The receiver has opened a channel meanwhile.
          if (taken?.channel.isOpen() === true) return false;
        }
        state.isRelayed = true;
      } catch (error) {
        // While the receiver still looks for a channel, a refusal of the server is not final.
        if (!isMeanwhile) failure = error;
      }
      wake();
      return state.isRelayed;
    },
  };
  let end = (): void => undefined;
  const host = () => void (end = directTransfers.host(fileId, hosted));
  if (upload.opens === undefined) host();
  const opened = upload.opens?.then(isOpen => {
    if (!isOpen || over.signal.aborted) return;
    host();
    directTransfers.tellOpened(peer, fileId);
  });
  // Its rejection must not be unhandled: the person may also stop the transfer while being asked.
  opened?.catch(() => undefined);
  const {takenMs} = directTransfers.waits;
  const waitMs = job.client.options.isHeadless === true ? Math.min(takenMs, HEADLESS_TAKEN_MS) : takenMs;
  const limits = {signal: job.signal, ...(route !== 'direct' && {timeoutMs: waitMs})};
  try {
    if (job.isTakenOver && (await directTransfers.probe(peer, fileId))?.has === true) return await gone(upload);
    for (;;) {
      job.signal.throwIfAborted();
      if (taken !== undefined) {
        const {channel, fromByte, done} = taken;
        state.isRelayed = false;
        state.knownBytes = fromByte;
        await upload.onTaken();
        const went = await give(upload, channel, fromByte, () => taken?.channel !== channel);
        if (taken?.channel === channel) taken = undefined;
        done();
        if (went === 'got') return true;
        if (went === 'all' && (await directTransfers.probe(peer, fileId))?.has === true) return true;
      } else if (failure !== undefined) throw failure;
      else if (state.isRelayed) {
        const back = new AbortController();
        leaveRelay = () => back.abort();
        job.show({route: 'relay'});
        try {
          await upload.relay(AbortSignal.any([job.signal, back.signal]));
          return false;
        } catch (error) {
          // The receiver has opened a channel: bytes on the server stay there until the receiver has all.
          if (!back.signal.aborted || job.signal.aborted) throw error;
        } finally {
          leaveRelay = () => undefined;
        }
      } else {
        job.show({status: 'waiting', bytesPerSecond: 0, route: 'direct'});
        if ((await waiters.wait('news', limits)) === true) continue;
        await upload.beginRelay(state.knownBytes);
        state.isRelayed = true;
      }
    }
  } finally {
    over.abort();
    end();
    taken?.done();
    taken?.channel.close();
  }
}

/** Handles an earlier run that sent all bytes, but ended before completing the offer. */
async function gone({job, hash, open}: DirectUpload): Promise<boolean> {
  const handle = await open();
  try {
    await hash.moveTo(job.record.sizeBytes, handle, job.signal);
  } finally {
    await handle.close();
  }
  return true;
}

/**
 * Sends the file on a channel.
 * @returns `got`: the receiver has confirmed it. `all`: all was sent, without confirmation.
 * @throws errors of the local file
 */
async function give(
  {job, directTransfers, fileId, hash, open}: DirectUpload,
  channel: FileChannel,
  fromByte: number,
  isReplaced: () => boolean,
): Promise<'got' | 'all' | 'cut'> {
  const {sizeBytes} = job.record;
  if (fromByte > sizeBytes) {
    channel.close();
    return 'cut';
  }
  const handle = await open();
  const stop = () => channel.close();
  job.signal.addEventListener('abort', stop, {once: true});
  try {
    job.show({status: 'active', route: 'direct'});
    await hash.moveTo(fromByte, handle, job.signal);
    job.progress.start(fromByte);
    channel.watch(stalledMs(directTransfers.waits, job.rate));
    await pump({job, hash, handle, channel, fromByte, isReplaced});
    if (!channel.isOpen() || isReplaced()) return 'cut';
    await handle.checkEnd?.();
    job.progress.stop();
    channel.watch(0);
    channel.say({t: 'sum', id: fileId, sha256: hash.digest()});
    job.show({status: 'verifying', doneBytes: sizeBytes, bytesPerSecond: 0});
    const word = await channel.next(GOT_MS).catch(() => undefined);
    if (word?.t === 'got' && word.id === fileId) return 'got';
    channel.close();
    return 'all';
  } catch (error) {
    channel.close();
    throw error;
  } finally {
    job.signal.removeEventListener('abort', stop);
    job.progress.stop();
    await handle.close();
  }
}

interface Pumping {
  job: Job;
  hash: RunningHash;
  handle: SourceReader;
  channel: FileChannel;
  fromByte: number;
  isReplaced: () => boolean;
}

/** Sends the bytes; ends early, without an error, when the channel is closed. */
async function pump({job, hash, handle, channel, fromByte, isReplaced}: Pumping): Promise<void> {
  const {sizeBytes} = job.record;
  const left = sizeBytes - fromByte;
  const free = Array.from({length: Math.min(PIECES, Math.ceil(left / PIECE_BYTES))}, () =>
    Buffer.allocUnsafeSlow(FRAME_HEAD_BYTES + Math.min(PIECE_BYTES, left)),
  );
  let wake = (): void => undefined;
  const forget = channel.onClosed(() => wake());
  try {
    for (let at = fromByte; at < sizeBytes;) {
      while (free.length === 0 && channel.isOpen()) await new Promise<void>(resolve => (wake = resolve));
      const buffer = free.pop();
      if (buffer === undefined || !channel.isOpen() || isReplaced()) return;
      const wanted = Math.min(job.rate.pieceBytes(buffer.length - FRAME_HEAD_BYTES), sizeBytes - at);
      const {bytesRead} = await handle.read(buffer, FRAME_HEAD_BYTES, wanted, at);
      if (bytesRead === 0) throw new ChatError('file-changed');
      const frame = buffer.subarray(0, FRAME_HEAD_BYTES + bytesRead);
      hash.update(frame.subarray(FRAME_HEAD_BYTES));
      at += bytesRead;
      const turn = job.rate.take(bytesRead, job.signal);
      if (turn !== undefined) await turn;
      const sentBytes = at;
      channel.send(frame, () => {
        job.progress.step(sentBytes);
        free.push(buffer);
        wake();
      });
    }
  } finally {
    forget();
  }
}
