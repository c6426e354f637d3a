/** Store contract: reading. Cursors, places in a log, the inbox. */
import type {SearchAsked, SearchFound} from '../../shared/search/search.ts';
import type {InboxItem, InboxMark} from '../../shared/inbox.ts';

/** Read cursor of a person in a room, and counts. */
export interface Position {
  readSeq: number;
  /** Number of times the cursor was set back. */
  resets: number;
  lastSeq: number;
  unread: number;
  mentions: number;
}

export interface ReadingStore {
  /**
   * Moves forward only, at most to the end of the log. A move with fewer `resets` than the cursor's is outdated and ignored.
   * @throws not-in-room
   */
  cursorMove(move: {roomId: number; userId: number; seq: number; resets?: number | undefined}): Promise<Position>;
  /** Marks everything from this seq on as unread. @throws not-in-room */
  cursorReset(move: {roomId: number; userId: number; seq: number}): Promise<Position>;
  /** Finds the first entry at a time or later, or a mention of the person before or after a seq. @throws not-in-room */
  entryFind(find: {
    roomId: number;
    userId: number;
    place: {atMs: number} | {mentionBeforeSeq: number} | {mentionAfterSeq: number};
  }): Promise<number | undefined>;
  /**
   * Searches the rooms the person is in now, without messages of people they have blocked. @throws not-in-room,
   * user-not-found, search-invalid, search-unavailable
   */
  messageSearch(search: SearchAsked & {userId: number; roomIds?: readonly number[] | undefined}): Promise<SearchFound>;
  /** Number of entries not indexed yet. */
  searchBehind(): Promise<number>;
  /** Newest first, with open invitations; `next` if there is more. Only of rooms the person is in. */
  inboxList(page: {
    userId: number;
    /** Limits the result to these rooms, for program tokens. */
    roomIds?: readonly number[] | undefined;
    before?: InboxMark | undefined;
    limit: number;
  }): Promise<{items: InboxItem[]; next?: InboxMark}>;
}
