/** The contract of a file store: bytes by id, append-only, immutable once written. */

/** An open file stays readable until it is closed, even if the id is removed or replaced. */
export interface OpenBytes {
  /** Number of bytes when it was opened. */
  readonly storedBytes: number;
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{bytesRead: number}>;
  /** @throws storage-full, storage-failed */
  write(buffer: Buffer, offset: number, length: number, position: number): Promise<{bytesWritten: number}>;
  /** Resolves when everything written is on stable storage. @throws storage-full, storage-failed */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface ListedBytes {
  fileId: string;
  changedAtMs: number;
  sizeBytes: number;
  /** Another id shares the bytes on the disk. */
  isShared: boolean;
}

/** Every method but `list` and `freeBytes` throws on ids that the server did not make. */
export interface FileStore {
  /** Number of bytes stored; 0 if there is no file. */
  sizeOf(fileId: string): number;
  exists(fileId: string): boolean;
  /** Time of the last write; 0 if there is no file. */
  changedAtMs(fileId: string): number;
  /** Opens for reading and writing; creates the file if needed. */
  open(fileId: string): Promise<OpenBytes>;
  /** Moves or copies a file of this machine into the store. @throws storage-full */
  adopt(fileId: string, path: string): Promise<void>;
  /** Empties the file and sets its length, so that the next byte appended is this one; the gap before it is sparse. */
  beginAt(fileId: string, fromByte: number): Promise<void>;
  /**
   * Lets two ids with equal bytes share them on the disk; crash-safe, and open readers are not affected. Each id can be removed
   * separately. @returns whether they are shared now
   */
  share(fileId: string, otherId: string, signal: AbortSignal): Promise<boolean>;
  /** Whether both ids share their bytes on the disk. */
  areShared(fileId: string, otherId: string): boolean;
  /** Removes a file; does nothing if it does not exist. */
  remove(fileId: string): Promise<void>;
  /** Lists files in pages, because there may be hundreds of thousands. Also removes leftovers of a crash. */
  list(): AsyncIterable<ListedBytes[]>;
  /** Bytes that may still be used for files; may be negative. */
  freeBytes(): Promise<number>;
}

const FILE_ID = /^[A-Za-z0-9_-]{22}$/;

export const isFileId = (text: string): boolean => FILE_ID.test(text);

/** Checks an id, because it becomes a file name. @throws Error if it was not made by the server */
export function requireFileId(fileId: string): void {
  if (!isFileId(fileId)) throw new Error('not a file id');
}
