/** The contract of a file store: bytes by id, append-only, immutable once written. */

/** What is open stays whole until it is closed, whatever becomes of the id. */
export interface OpenBytes {
  /** How many there were when it was opened. */
  readonly storedBytes: number;
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{bytesRead: number}>;
  /** @throws storage-full, storage-failed */
  write(buffer: Buffer, offset: number, length: number, position: number): Promise<{bytesWritten: number}>;
  /** Resolves when all that was written outlives the machine. @throws storage-full, storage-failed */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface ListedBytes {
  fileId: string;
  changedAtMs: number;
  sizeBytes: number;
  /** Another id has the same ones. */
  isShared: boolean;
}

/** Every method but `list` and `freeBytes` takes ids of our own making alone, and throws on anything else. */
export interface FileStore {
  /** Bytes stored; 0 also when there is nothing yet. */
  sizeOf(fileId: string): number;
  exists(fileId: string): boolean;
  /** When a byte came the last time; 0 when there is none. */
  changedAtMs(fileId: string): number;
  /** For reading and writing; makes it unless it is there. */
  open(fileId: string): Promise<OpenBytes>;
  /** Takes over the bytes of a file from elsewhere on this machine. @throws storage-full */
  adopt(fileId: string, path: string): Promise<void>;
  /** So that the next byte that comes is this one; what is missing before it takes no room. Nothing of it stays. */
  beginAt(fileId: string, fromByte: number): Promise<void>;
  /**
   * Lets one id have the bytes of another, where both have the same, so that they are there once. Whoever reads it goes on, and a
   * stop at any moment leaves it one way or the other. Each goes by itself. @returns whether they are one now
   */
  share(fileId: string, otherId: string, signal: AbortSignal): Promise<boolean>;
  /** Whether both ids have the same bytes, there once. */
  areShared(fileId: string, otherId: string): boolean;
  /** Nothing happens when it is not there. */
  remove(fileId: string): Promise<void>;
  /** Page after page: there may be a hundred thousand of them. What a stop in between has left is gone afterwards. */
  list(): AsyncIterable<ListedBytes[]>;
  /** What files may still take; may be negative. */
  freeBytes(): Promise<number>;
}

const FILE_ID = /^[A-Za-z0-9_-]{22}$/;

export const isFileId = (text: string): boolean => FILE_ID.test(text);

/** @throws Error when it is none of ours: it becomes the name of something */
export function requireFileId(fileId: string): void {
  if (!isFileId(fileId)) throw new Error('not a file id');
}
