/** Files that somebody is sending or taking right now: how far they are, and the newest bytes in memory for readers close behind. */
import type {FileHandle} from 'node:fs/promises';
import type {Disk} from './disk.ts';

/** Newest bytes kept for readers, for all files together and for one; both are bounds on memory. */
const TAILS_BYTES_MAX = 16 * 1024 * 1024;
const TAIL_BYTES_MAX = 2 * 1024 * 1024;
const TAIL_CHUNKS_MAX = 1_024;

export interface Live {
  readonly fileId: string;
  readonly sizeBytes: number;
  readonly handle: FileHandle;
  /** Everything below is on disk and can be read from it. */
  storedBytes: number;
  /** Everything below came in; what is not stored yet is in the tail. */
  receivedBytes: number;
  /** True once the file was cancelled or the server closes. */
  isGone: boolean;
  /** A chunk that just came in; it is shown to readers at once. */
  append(bytes: Buffer): void;
  stored(bytes: number): void;
  /** Forgets what came in but could not be stored. */
  rewind(): void;
  /** Bytes from `at` on, as they came in, at most about `maxBytes`; empty when they are not in memory. */
  tailFrom(at: number, maxBytes: number): Buffer[];
  /** Calls back once, when there is more or the file is gone; returns how to stop waiting. */
  onGrown(wake: () => void): () => void;
  /** Ends a request that works on this file, when the file goes or another takes its place; returns how to forget it. */
  onCut(cut: () => void): () => void;
  cutAll(): void;
}

export interface Lives {
  /** Every `hold` must be followed by one `release`. */
  hold(file: {fileId: string; sizeBytes: number}): Promise<Live>;
  release(live: Live): Promise<void>;
  find(fileId: string): Live | undefined;
  all(): Live[];
}

interface Chunk {
  at: number;
  bytes: Buffer;
}

function createLive(
  start: {fileId: string; sizeBytes: number; handle: FileHandle; storedBytes: number},
  tailBytesMax: () => number,
): Live {
  const tail: Chunk[] = [];
  let tailBytes = 0;
  const wakes = new Set<() => void>();
  const cuts = new Set<() => void>();
  const wakeAll = () => {
    const waiting = [...wakes];
    wakes.clear();
    for (const wake of waiting) wake();
  };
  const trim = (live: Live) => {
    const max = tailBytesMax();
    for (let first = tail[0]; first; first = tail[0]) {
      const isNeeded = first.at + first.bytes.length > live.storedBytes;
      if (isNeeded || (tailBytes <= max && tail.length <= TAIL_CHUNKS_MAX)) return;
      tail.shift();
      tailBytes -= first.bytes.length;
    }
  };

  const live: Live = {
    ...start,
    receivedBytes: start.storedBytes,
    isGone: false,
    append(bytes) {
      tail.push({at: live.receivedBytes, bytes});
      tailBytes += bytes.length;
      live.receivedBytes += bytes.length;
      wakeAll();
    },
    stored(bytes) {
      live.storedBytes += bytes;
      trim(live);
    },
    rewind() {
      for (let last = tail.at(-1); last && last.at + last.bytes.length > live.storedBytes; last = tail.at(-1)) {
        tail.pop();
        tailBytes -= last.bytes.length;
      }
      live.receivedBytes = live.storedBytes;
    },
    tailFrom(at, maxBytes) {
      const found: Buffer[] = [];
      let bytes = 0;
      for (const chunk of tail) {
        const end = chunk.at + chunk.bytes.length;
        if (end <= at || bytes >= maxBytes) continue;
        if (chunk.at > at + bytes) break;
        const part = chunk.bytes.subarray(at + bytes - chunk.at);
        found.push(part);
        bytes += part.length;
      }
      return found;
    },
    onGrown(wake) {
      wakes.add(wake);
      return () => wakes.delete(wake);
    },
    onCut(cut) {
      cuts.add(cut);
      return () => cuts.delete(cut);
    },
    cutAll() {
      live.isGone = true;
      for (const cut of cuts) cut();
      wakeAll();
    },
  };
  return live;
}

export function openLives(disk: Disk): Lives {
  const holdById = new Map<string, {live: Promise<Live>; count: number}>();
  const lives = new Map<string, Live>();
  const tailBytesMax = () => Math.min(TAIL_BYTES_MAX, TAILS_BYTES_MAX / Math.max(1, lives.size));

  const make = async ({fileId, sizeBytes}: {fileId: string; sizeBytes: number}): Promise<Live> => {
    const handle = await disk.open(fileId);
    const {size} = await handle.stat();
    const live = createLive({fileId, sizeBytes, handle, storedBytes: size}, tailBytesMax);
    lives.set(fileId, live);
    return live;
  };
  const drop = (fileId: string, live?: Live) => {
    if (holdById.get(fileId)?.count === 0) holdById.delete(fileId);
    if (live && lives.get(fileId) === live) lives.delete(fileId);
  };

  return {
    async hold(file) {
      const known = holdById.get(file.fileId);
      const hold = known ?? {live: make(file), count: 0};
      holdById.set(file.fileId, hold);
      hold.count += 1;
      try {
        return await hold.live;
      } catch (error) {
        hold.count -= 1;
        drop(file.fileId);
        throw error;
      }
    },
    async release(live) {
      const hold = holdById.get(live.fileId);
      if (!hold) return;
      hold.count -= 1;
      if (hold.count > 0) return;
      drop(live.fileId, live);
      await live.handle.close();
    },
    find: fileId => lives.get(fileId),
    all: () => [...lives.values()],
  };
}
