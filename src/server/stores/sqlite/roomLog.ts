/** The interface of a room's log for the parts of the store; `appendEntry.ts` implements it. */
import type {Entry} from '../../../shared/entries/entry.ts';
import type {Committed, EntryBody} from '../../storeContract/store.ts';
import type {EntryRow} from './entryRow.ts';

export interface Append {
  roomId: number;
  userId: number;
  body: EntryBody;
  atMs: number;
  /** Entry id of the same sender that must be in the room's log already. */
  afterId?: string | undefined;
  /** Imported: nobody is notified. */
  isImported?: boolean;
}

/** All methods are called inside a transaction. */
export interface RoomLog {
  /** Repeating sender, room and entry id returns the first entry and appends nothing. @throws not-in-room, out-of-order */
  appendByMember(append: Append): Committed;
  /** Appends without checking membership, e.g. when leaving. The entry id must be new. */
  append(append: Append): Committed;
  /** @throws not-in-room */
  requireMember(roomId: number, userId: number): void;
  find(roomId: number, userId: number, entryId: string): Committed | undefined;
  /**
   * Checks space and permission to write. @throws storage-full, log-quota-full, muted, room-locked and other permission errors
   */
  requireSpace(append: Append): void;
  /** @throws storage-full if the rest of the disk is reserved for logins and deletions */
  requireDisk(): void;
  /** @throws storage-damaged if the checksum of the row does not match */
  toEntry(row: EntryRow): Entry;
}
