/** Store contract: logs as a whole. Retention by age and size, and import. */
import type {Entry} from '../../shared/entries/entry.ts';
import type {RoomRole} from '../../shared/access/roles.ts';

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

export interface ImportedEntry {
  /** With its place in this room's log. */
  entry: Entry;
  /** What an edited message said at first. */
  firstText?: string | undefined;
  /** Of an entry that completes a file: its bytes are here. */
  hasBytes?: boolean;
}

/**
 * The first four are about what goes, the others about what comes: with ids and times as they were, so that the same again adds
 * nothing.
 */
export interface LogStore {
  /** Rooms in which something was said, in order of their numbers. */
  roomKeptList(page: {afterRoomId: number; limit: number}): Promise<KeptRoom[]>;
  /**
   * One step: takes the oldest entries away that are older than `beforeMs`, or more than `bytesMax`, with everything that is kept
   * about them; `undefined` where there are none. The newest entry stays in its place; where it is a message that is too old, it
   * is deleted first.
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

  /**
   * The room that an earlier import of the same log has made, or a new one that nobody is in. @throws import-failed where another
   * room has the name
   */
  importBegin(room: {
    name: string;
    kind: 'public' | 'private';
    topic: string;
    createdAtMs: number;
    firstId: string;
  }): Promise<number>;
  /**
   * The next ones, in order; those that are there are left as they are. Who is not among the authors is a former member. Resolves
   * to the authors as they are known then. @throws import-failed where the log is another one
   */
  importEntries(step: {
    roomId: number;
    entries: readonly ImportedEntry[];
    /** Names in the export, and whose they are here. */
    authors: ReadonlyMap<string, number>;
    atMs: number;
  }): Promise<{authors: ReadonlyMap<string, number>; added: number}>;
  /** Resolves to those who were not in it. A room has one owner at most. */
  importMembers(step: {roomId: number; members: readonly {userId: number; role: RoomRole}[]}): Promise<number[]>;
}
