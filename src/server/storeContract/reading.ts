/** Store contract: reading. Cursors, places in a log, the inbox. */
import type {SearchAsked, SearchFound} from '../../shared/search/search.ts';
import type {InboxItem, InboxMark} from '../../shared/inbox.ts';

/** How far a person has read a room, and what is left. */
export interface Position {
  readSeq: number;
  /** How often the cursor was set back. */
  resets: number;
  lastSeq: number;
  unread: number;
  mentions: number;
}

export interface ReadingStore {
  /**
   * Forward only; beyond the log's end it means the end. Where `resets` is less than the cursor's, it is from before that was set
   * back, and changes nothing. @throws not-in-room
   */
  cursorMove(move: {roomId: number; userId: number; seq: number; resets?: number | undefined}): Promise<Position>;
  /** What is unread begins with this seq again; what is unread already stays so. @throws not-in-room */
  cursorReset(move: {roomId: number; userId: number; seq: number}): Promise<Position>;
  /** The first entry at this time or later, or the next mention of the person. @throws not-in-room */
  entryFind(find: {
    roomId: number;
    userId: number;
    place: {atMs: number} | {mentionBeforeSeq: number} | {mentionAfterSeq: number};
  }): Promise<number | undefined>;
  /**
   * In the rooms the person is in at this moment, without what people whom they blocked have said.
   * @throws not-in-room, user-not-found, search-invalid, search-unavailable
   */
  messageSearch(search: SearchAsked & {userId: number; roomIds?: readonly number[] | undefined}): Promise<SearchFound>;
  /** Entries that cannot be found yet. */
  searchBehind(): Promise<number>;
  /** Newest first, with invitations that wait; `next` where there is more. Rooms the person is not in are left out. */
  inboxList(page: {
    userId: number;
    /** Of these alone, as a token for a program has them. */
    roomIds?: readonly number[] | undefined;
    before?: InboxMark | undefined;
    limit: number;
  }): Promise<{items: InboxItem[]; next?: InboxMark}>;
}
