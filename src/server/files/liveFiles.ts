/** Files in transfer: progress, and the newest bytes in memory for readers close behind the sender. */
import type {FileStore, OpenBytes} from './fileStore.ts';
import {createSegments, SEGMENT_BYTES, type Segment, type Segments} from './segments.ts';

/** Maximum number of stored segments kept in memory for readers: of all files, and of one. */
const TAILS_SEGMENTS_MAX = 32;
const TAIL_SEGMENTS_MAX = 4;

/** Bytes and the segment that holds them, which must be released. */
export interface Piece {
  bytes: Buffer;
  segment: Segment;
}

export interface LiveFile {
  readonly fileId: string;
  readonly sizeBytes: number;
  readonly handle: OpenBytes;
  /** Bytes on the disk. */
  readonly storedBytes: number;
  /** Bytes received; those not stored yet are in memory. */
  readonly receivedBytes: number;
  /** True after the file was cancelled or the server closed. */
  readonly isGone: boolean;
  /** Copies received bytes; readers are notified at the end of the turn. */
  append(bytes: Buffer): void;
  /** The next bytes to store, at most a segment, kept until `stored` is called; empty if there are none. */
  unstored(): Buffer;
  stored(bytes: number): void;
  /** Discards bytes that could not be stored. */
  rewind(): void;
  /** Received bytes from `at` on, at most `maxBytes`; `undefined` if not in memory. */
  tailAt(at: number, maxBytes: number): Piece | undefined;
  /** Reads from the store. @throws if the bytes are missing */
  readAt(at: number, maxBytes: number): Promise<Piece>;
  release(segment: Segment): void;
  /** Calls back once when there is more or the file is gone. @returns a function that stops waiting */
  onGrown(wake: () => void): () => void;
  /** Calls back when the file is removed. @returns a function that unsubscribes */
  onCut(cut: () => void): () => void;
  cutAll(): void;
  /** Frees the memory. */
  empty(): void;
}

export interface LiveFiles {
  /** Each `hold` needs one `release`. */
  hold(file: {fileId: string; sizeBytes: number}): Promise<LiveFile>;
  release(live: LiveFile): Promise<void>;
  find(fileId: string): LiveFile | undefined;
  /** Resolves when nobody holds the file any more. */
  free(fileId: string): Promise<void>;
  all(): LiveFile[];
}

interface Start {
  fileId: string;
  sizeBytes: number;
  handle: OpenBytes;
  storedBytes: number;
  segments: Segments;
  tailMax: () => number;
}

/** Callbacks that are called once, all together in a later turn. */
function createBell(): {on(wake: () => void): () => void; ring(): void} {
  const waiting = new Set<() => void>();
  let isRinging = false;
  return {
    on(wake) {
      waiting.add(wake);
      return () => waiting.delete(wake);
    },
    ring() {
      if (isRinging || waiting.size === 0) return;
      isRinging = true;
      // Deferred, because one turn reads many chunks, so that readers get them together.
      setImmediate(() => {
        isRinging = false;
        const woken = [...waiting];
        waiting.clear();
        for (const wake of woken) wake();
      });
    },
  };
}

/** The segments in memory, oldest to newest. */
function createTail({segments, tailMax, storedBytes}: Start) {
  let tail: Segment[] = [];
  const state = {storedBytes, receivedBytes: storedBytes};
  const endOf = (segment: Segment) => segment.at + segment.usedBytes;
  const trim = () => {
    for (let first = tail[0]; first; first = tail[0]) {
      if (endOf(first) > state.storedBytes || tail.length <= tailMax()) return;
      tail.shift();
      segments.release(first);
    }
  };
  return {
    state,
    append(bytes: Buffer) {
      for (let done = 0; done < bytes.length;) {
        let last = tail.at(-1);
        if (!last || last.usedBytes === SEGMENT_BYTES) tail.push((last = segments.take(state.receivedBytes)));
        const count = bytes.copy(last.buffer, last.usedBytes, done);
        last.usedBytes += count;
        state.receivedBytes += count;
        done += count;
      }
    },
    unstored(): Buffer {
      const segment = tail.find(one => endOf(one) > state.storedBytes);
      return segment ? segment.buffer.subarray(state.storedBytes - segment.at, segment.usedBytes) : Buffer.alloc(0);
    },
    stored(bytes: number) {
      state.storedBytes += bytes;
      trim();
    },
    rewind() {
      for (const segment of tail)
        segment.usedBytes = Math.max(0, Math.min(segment.usedBytes, state.storedBytes - segment.at));
      for (const segment of tail.filter(one => one.usedBytes === 0)) segments.release(segment);
      tail = tail.filter(segment => segment.usedBytes > 0);
      state.receivedBytes = state.storedBytes;
    },
    tailAt(at: number, maxBytes: number): Piece | undefined {
      const segment = tail.find(one => one.at <= at && endOf(one) > at);
      if (!segment) return undefined;
      segment.holders += 1;
      const from = at - segment.at;
      return {bytes: segment.buffer.subarray(from, Math.min(segment.usedBytes, from + maxBytes)), segment};
    },
    empty() {
      for (const segment of tail) segments.release(segment);
      tail = [];
    },
  };
}

function createLiveFile(start: Start): LiveFile {
  const {fileId, sizeBytes, handle, segments} = start;
  const tail = createTail(start);
  const bell = createBell();
  const cuts = new Set<() => void>();
  let isGone = false;
  return {
    fileId,
    sizeBytes,
    handle,
    get storedBytes() {
      return tail.state.storedBytes;
    },
    get receivedBytes() {
      return tail.state.receivedBytes;
    },
    get isGone() {
      return isGone;
    },
    append(bytes) {
      tail.append(bytes);
      bell.ring();
    },
    unstored: () => tail.unstored(),
    stored: bytes => tail.stored(bytes),
    rewind: () => tail.rewind(),
    tailAt: (at, maxBytes) => tail.tailAt(at, maxBytes),
    async readAt(at, maxBytes) {
      const segment = segments.take(at);
      const {bytesRead} = await handle.read(segment.buffer, 0, Math.min(maxBytes, SEGMENT_BYTES), at);
      if (bytesRead === 0) throw new Error('stored bytes are missing');
      return {bytes: segment.buffer.subarray(0, bytesRead), segment};
    },
    release: segment => segments.release(segment),
    onGrown: wake => bell.on(wake),
    onCut(cut) {
      cuts.add(cut);
      return () => cuts.delete(cut);
    },
    cutAll() {
      isGone = true;
      for (const cut of cuts) cut();
      bell.ring();
    },
    empty: () => tail.empty(),
  };
}

export function openLiveFiles(fileStore: FileStore): LiveFiles {
  const holdById = new Map<string, {live: Promise<LiveFile>; count: number}>();
  const liveFiles = new Map<string, LiveFile>();
  const freed = new Map<string, (() => void)[]>();
  const segments = createSegments();
  const tailMax = () => Math.min(TAIL_SEGMENTS_MAX, Math.floor(TAILS_SEGMENTS_MAX / Math.max(1, liveFiles.size)));

  const make = async ({fileId, sizeBytes}: {fileId: string; sizeBytes: number}): Promise<LiveFile> => {
    const handle = await fileStore.open(fileId);
    const {storedBytes} = handle;
    const live = createLiveFile({fileId, sizeBytes, handle, storedBytes, segments, tailMax});
    liveFiles.set(fileId, live);
    return live;
  };
  const drop = (fileId: string, live?: LiveFile) => {
    if (holdById.get(fileId)?.count === 0) holdById.delete(fileId);
    if (live && liveFiles.get(fileId) === live) liveFiles.delete(fileId);
    if (holdById.has(fileId)) return;
    const waiting = freed.get(fileId) ?? [];
    freed.delete(fileId);
    for (const wake of waiting) wake();
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
      live.empty();
      await live.handle.close();
    },
    find: fileId => liveFiles.get(fileId),
    async free(fileId) {
      for (let hold = holdById.get(fileId); hold; hold = holdById.get(fileId)) {
        // A request that is still opening the file is cut once it is open.
        const live = await hold.live.catch(() => undefined);
        live?.cutAll();
        if (holdById.get(fileId) !== hold) continue;
        await new Promise<void>(resolve => freed.set(fileId, [...(freed.get(fileId) ?? []), resolve]));
      }
    },
    all: () => [...liveFiles.values()],
  };
}
