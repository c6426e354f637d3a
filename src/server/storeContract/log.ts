/** Store contract: logs as a whole. Retention by age and size, and import. */
import type {Entry} from '../../shared/entries/entry.ts';
import type {RoomRole} from '../../shared/access/roles.ts';

/** A room with entries, with the facts that retention needs. */
export interface KeptRoom {
  roomId: number;
  /** Retention set by its owner, in days. */
  keepDays: number | undefined;
  bytes: number;
}

export interface Trimmed {
  /** First seq of the log now. */
  firstSeq: number;
  entries: number;
  /** Files offered by the removed entries, whose bytes have to be removed by the caller. */
  fileIds: string[];
}

export interface ImportedEntry {
  /** The entry with its seq in this room's log. */
  entry: Entry;
  /** Original text of an edited message. */
  firstText?: string | undefined;
  /** For an entry that completes a file: its bytes were imported. */
  hasBytes?: boolean;
}

/**
 * The first four methods are for retention, the others for import, which keeps ids and times, so that repeating it adds
 * nothing.
 */
export interface LogStore {
  /** Rooms with entries, by room id. */
  roomKeptList(page: {afterRoomId: number; limit: number}): Promise<KeptRoom[]>;
  /**
   * One step: removes the oldest entries that are older than `beforeMs` or beyond `bytesMax`, with everything stored about
   * them; `undefined` if there are none. The newest entry keeps its seq; if it is a message that is too old, it is deleted as
   * by a person.
   */
  roomTrim(step: {
    roomId: number;
    beforeMs?: number;
    bytesMax?: number;
    entryId: string;
    atMs: number;
  }): Promise<Trimmed | undefined>;
  /** The room with the oldest removable entry, and the bytes of all messages. */
  roomOldest(): Promise<{roomId: number | undefined; bytes: number}>;
  /** The oldest file that is not cancelled, and the bytes of all such files. */
  fileOldest(): Promise<{fileId: string | undefined; bytes: number}>;

  /**
   * Returns the room of an earlier import of the same log, or a new empty one, which is invisible and exempt from retention until
   * `importEnd`. @throws import-failed if another room has the name
   */
  importBegin(room: {
    name: string;
    kind: 'public' | 'private';
    topic: string;
    createdAtMs: number;
    firstId: string;
  }): Promise<number>;
  /**
   * Imports the next entries in order; existing ones stay as they are. Senders without an account become former members.
   * Resolves to the authors known afterwards. @throws import-failed if it is a different log
   */
  importEntries(step: {
    roomId: number;
    entries: readonly ImportedEntry[];
    /** Login names of the export, and the accounts here. */
    authors: ReadonlyMap<string, number>;
    atMs: number;
  }): Promise<{authors: ReadonlyMap<string, number>; added: number}>;
  /**
   * Ends an import: adds members, at most one of them as owner. Resolves to those added. @throws import-failed if another room
   * has the name by now
   */
  importEnd(step: {roomId: number; members: readonly {userId: number; role: RoomRole}[]}): Promise<number[]>;
}
