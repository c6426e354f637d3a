/**
 * The sender's side of a direct transfer: waits for the receiver, sends over a channel, falls back to the server when asked or
 * when nobody comes, and goes direct again when somebody does.
 */
import {ChatError} from '../../../shared/errors.ts';
import {HEADLESS_TAKEN_MS, stalledMs} from '../../core/route.ts';
import {FRAME_HEAD_BYTES, type FileChannel} from '../../peer/fileChannel.ts';
import type {RunningHash} from '../bytes/hashing.ts';
import type {Job} from '../job.ts';
import type {SourceReader} from './source.ts';
import type {DirectTransfers, Hosted} from '../directTransfers/directTransfers.ts';

/** Timeout of the receiver's confirmation, which comes after its fsync. */
const GOT_MS = 120_000;
const PIECE_BYTES = 256 * 1024;
const PIECES = 3;

export interface Giving {
  job: Job;
  directTransfers: DirectTransfers;
  fileId: string;
  hash: RunningHash;
  open: () => Promise<SourceReader>;
  /** For a file going over the server: resolves with whether it can be downloaded directly as well. */
  opens?: Promise<boolean> | undefined;
  /** Somebody takes it directly. */
  onTaken: () => Promise<void>;
  /** The server takes it from there on. @throws why it does not */
  beginRelay: (fromByte: number) => Promise<void>;
  /** The bytes over the server; until all are there, or `signal` says that somebody takes them directly. */
  relay: (signal: AbortSignal) => Promise<void>;
}

interface Taken {
  channel: FileChannel;
  fromByte: number;
  done: () => void;
}

/** What one upload remembers between its tries. */
export interface Given {
  /** It goes over the server now. */
  isRelayed: boolean;
  /** Bytes that the other side has confirmed. */
  knownBytes: number;
}

/** Resolves with true if all of it went directly; else all of it is on the server. @throws what stops an upload */
export async function giveDirectly(giving: Giving, given: Given): Promise<boolean> {
  const {job, directTransfers, fileId} = giving;
  const {peer, route} = job.record;
  let taken: Taken | undefined;
  let failure: unknown;
  let beginning: Promise<void> | undefined;
  let wake = (): void => undefined;
  let leaveRelay = (): void => undefined;
  const over = new AbortController();
  const hosted: Hosted = {
    peer,
    over: over.signal,
    onTake: (channel, fromByte) =>
      new Promise(done => {
        // The one before is most likely a connection that died without a word; nobody looks after it any more.
        if (taken?.channel !== channel) taken?.channel.close();
        taken?.done();
        taken = {channel, fromByte, done};
        leaveRelay();
        wake();
      }),
    async onRelay(fromByte, isMeanwhile) {
      if (isMeanwhile && (route === 'direct' || taken !== undefined)) return false;
      // Whoever asks for that has given up the channel, which may look alive from here.
      taken?.channel.close();
      try {
        if (route === 'direct') throw new ChatError('direct-failed');
        if (!given.isRelayed) {
          // Asked twice, it begins once.
          beginning ??= giving.beginRelay(Math.min(fromByte, job.record.sizeBytes));
          await beginning.finally(() => (beginning = undefined));
          // Somebody has come for it meanwhile.
          if (taken?.channel.isOpen() === true) return false;
        }
        given.isRelayed = true;
      } catch (error) {
        // What the server does not take may still find a channel.
        if (!isMeanwhile) failure = error;
      }
      wake();
      return given.isRelayed;
    },
  };
  let end = (): void => undefined;
  const host = () => void (end = directTransfers.host(fileId, hosted));
  if (giving.opens === undefined) host();
  const opened = giving.opens?.then(isOpen => {
    if (!isOpen || over.signal.aborted) return;
    host();
    directTransfers.tellOpened(peer, fileId);
  });
  // Whoever is asked meanwhile may also stop it.
  opened?.catch(() => undefined);
  const {takenMs} = directTransfers.waits;
  const waitMs = job.client.options.isHeadless === true ? Math.min(takenMs, HEADLESS_TAKEN_MS) : takenMs;
  const news = (): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const told = (isNews: boolean) => {
        clearTimeout(timer);
        job.signal.removeEventListener('abort', stopped);
        resolve(isNews);
      };
      const stopped = () => {
        clearTimeout(timer);
        reject(job.signal.reason as Error);
      };
      const timer = route === 'direct' ? undefined : setTimeout(() => told(false), waitMs);
      wake = () => told(true);
      job.signal.addEventListener('abort', stopped, {once: true});
      if (job.signal.aborted) stopped();
    });
  try {
    if (job.isTakenOver && (await directTransfers.probe(peer, fileId))?.has === true) return await gone(giving);
    for (;;) {
      job.signal.throwIfAborted();
      if (taken !== undefined) {
        const {channel, fromByte, done} = taken;
        given.isRelayed = false;
        given.knownBytes = fromByte;
        await giving.onTaken();
        const went = await give(giving, channel, fromByte, () => taken?.channel !== channel);
        if (taken?.channel === channel) taken = undefined;
        done();
        if (went === 'got') return true;
        if (went === 'all' && (await directTransfers.probe(peer, fileId))?.has === true) return true;
      } else if (failure !== undefined) throw failure;
      else if (given.isRelayed) {
        const back = new AbortController();
        leaveRelay = () => back.abort();
        job.show({route: 'relay'});
        try {
          await giving.relay(AbortSignal.any([job.signal, back.signal]));
          return false;
        } catch (error) {
          // Somebody takes it directly: what went over the server so far stays there until they have it all.
          if (!back.signal.aborted || job.signal.aborted) throw error;
        } finally {
          leaveRelay = () => undefined;
        }
      } else {
        job.show({status: 'waiting', bytesPerSecond: 0, route: 'direct'});
        if (await news()) continue;
        await giving.beginRelay(given.knownBytes);
        given.isRelayed = true;
      }
    }
  } finally {
    over.abort();
    end();
    taken?.done();
    taken?.channel.close();
  }
}

/** An earlier run had sent all of it, but ended before completing the offer. */
async function gone({job, hash, open}: Giving): Promise<boolean> {
  const handle = await open();
  try {
    await hash.moveTo(job.record.sizeBytes, handle, job.signal);
  } finally {
    await handle.close();
  }
  return true;
}

/** `got`: the other side has it. `all`: it was sent, and nothing heard. @throws what is wrong with the file on this side */
async function give(
  {job, directTransfers, fileId, hash, open}: Giving,
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

/** Ends early, without an error, when the channel is closed. */
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
