/** The part of the store about old messages that go: by their age, and by how much there is of them. */

/** A room whose log may have something old in it. */
export interface KeptRoom {
  roomId: number;
  /** Days that its owner wants messages kept. */
  keepDays: number | undefined;
  bytes: number;
}

export interface Trimmed {
  /** The log begins here now. */
  firstSeq: number;
  entries: number;
  /** Files that were offered in what went; their bytes are still there. */
  fileIds: string[];
}

export interface RetentionStore {
  /** Rooms in which something was said, in order of their numbers. */
  roomKeptList(page: {afterRoomId: number; limit: number}): Promise<KeptRoom[]>;
  /**
   * One step: takes the oldest entries away that are older than `beforeMs`, or more than `bytesMax`, with everything that is kept about them;
   * `undefined` where there are none. The newest entry stays in its place; where it is a message that is too old, it is deleted first.
   */
  roomTrim(step: {
    roomId: number;
    beforeMs?: number;
    bytesMax?: number;
    entryId: string;
    atMs: number;
  }): Promise<Trimmed | undefined>;
  /** The room with the oldest entry of all that is not its newest, and the bytes of all messages. */
  roomOldest(): Promise<{roomId: number | undefined; bytes: number}>;
  /** Bytes of files that are not cancelled, and the oldest of them. */
  fileOldest(): Promise<{fileId: string | undefined; bytes: number}>;
}
