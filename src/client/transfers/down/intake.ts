/** Handles the incoming bytes of a file: counts and hashes them, and writes them to the disk at the right position. */
import {fstatSync} from 'node:fs';
import type {FileHandle} from 'node:fs/promises';
import {ChatError} from '../../../shared/errors.ts';
import type {RunningHash} from '../bytes/hashing.ts';
import type {Rate} from '../bytes/rate.ts';
import {createSink, toUnwritable} from './sink.ts';

/** The partial file, with the hash and progress of its bytes. */
export interface PartFile {
  handle: FileHandle;
  sizeBytes: number;
  hash: RunningHash;
  rate: Rate;
  signal: AbortSignal;
  onProgress: (doneBytes: number) => void;
}

/**
 * Prepares resuming: hashes the bytes that are on disk.
 * @returns the byte at which the download continues, the end of the partial file; a file longer than the offered one starts
 * again at 0.
 * @throws file-unwritable
 */
export async function resumedAt({handle, sizeBytes, hash, signal, onProgress}: PartFile): Promise<number> {
  const {size} = fstatSync(handle.fd);
  if (size > sizeBytes) await handle.truncate(0).catch(toUnwritable);
  const from = size > sizeBytes ? 0 : size;
  await hash.moveTo(from, handle, signal);
  onProgress(from);
  return from;
}

export interface Intake {
  /** Number of bytes that are still missing. */
  leftBytes(): number;
  /** Takes bytes; false pauses the connection until `resume`. @throws bad-answer for more bytes than the file has */
  take(bytes: Buffer): boolean;
  /** Writes buffered bytes, also after the connection broke: the next attempt continues after them. @throws file-unwritable */
  finish(): Promise<void>;
}

interface IntakeOptions {
  from: number;
  /** Aborts waiting for the rate limit. */
  signal: AbortSignal;
  /** Called when neither disk nor rate limit pauses the connection any more. */
  resume: () => void;
  onFailed: (error: ChatError) => void;
}

export function openIntake(
  {handle, sizeBytes, hash, rate, onProgress}: PartFile,
  {from, signal, resume, onFailed}: IntakeOptions,
): Intake {
  let left = sizeBytes - from;
  // The reasons for a pause; reading continues when both are gone.
  const held = {byDisk: false, byRate: false};
  const letGo = (by: keyof typeof held) => {
    held[by] = false;
    if (!held.byDisk && !held.byRate) resume();
  };
  const sink = createSink({handle, at: from, sizeBytes: left, onFree: () => letGo('byDisk'), onProgress, onFailed});
  return {
    leftBytes: () => left,
    take(bytes) {
      if (bytes.length > left) throw new ChatError('bad-answer', 'more bytes than the file has');
      left -= bytes.length;
      hash.update(bytes);
      held.byDisk = !sink.write(bytes);
      const turn = rate.take(bytes.length, signal);
      held.byRate = turn !== undefined;
      const go = () => letGo('byRate');
      turn?.then(go, go);
      return !held.byDisk && !held.byRate;
    },
    finish: () => sink.finish(),
  };
}
