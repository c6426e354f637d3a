/** The interface of a room's log for the parts of the store; `log.ts` implements it. */
import type {Entry} from '../../../shared/entries/entry.ts';
import type {Committed, EntryBody} from '../../storeContract/store.ts';
import type {EntryRow} from './entryRow.ts';

export interface Append {
  roomId: number;
  userId: number;
  body: EntryBody;
  atMs: number;
  /** An entry of the same sender that must be in this room's log already. */
  afterId?: string | undefined;
  /** From another log: it was said long ago, and tells nobody anything. */
  isImported?: boolean;
}

/** All of these are called by running work. */
export interface RoomLog {
  /** @throws not-in-room, out-of-order. The same sender, room and entry id again returns the first entry and appends nothing. */
  appendByMember(append: Append): Committed;
  /** For what a person may do without being a member now, such as leaving. The entry id must be new. */
  append(append: Append): Committed;
  /** @throws not-in-room */
  requireMember(roomId: number, userId: number): void;
  find(roomId: number, userId: number, entryId: string): Committed | undefined;
  /**
   * @throws storage-full, log-quota-full where there is no room for what a person says; muted, room-locked and the like where
   * they may not write
   */
  requireSpace(append: Append): void;
  /** @throws storage-full where the disk must keep what it has left for logins and deletions */
  requireDisk(): void;
  /** @throws storage-damaged when the row is not what was once written */
  toEntry(row: EntryRow): Entry;
}
