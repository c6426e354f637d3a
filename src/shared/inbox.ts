/** The inbox of a person over all rooms: mentions, answers, reactions, offers and invitations. */
import * as z from 'zod/mini';
import {Entry} from './entries/entry.ts';
import {count, later, Name, Seq, text} from './fields.ts';
import {INBOX_REASONS} from './entries/entryKind.ts';
import {RoomId} from './model.ts';

/** Position after which the next page of the inbox continues. */
export const InboxMark = z.strictObject({atMs: count(), roomId: RoomId, seq: Seq});
export type InboxMark = z.infer<typeof InboxMark>;

/** Maximum UTF-16 code units of a text in the inbox; the room has the full text. */
export const INBOX_TEXT_MAX = 300;

export const InboxItem = z.object({
  reason: later(INBOX_REASONS, 'mention'),
  roomId: RoomId,
  /** `#room`, or `@name` for a conversation. */
  room: text(65),
  /** 0 for an invitation. */
  seq: Seq,
  by: Name,
  atMs: count(),
  /** True when the room's read position is at this entry or after it. */
  isRead: z.boolean(),
  /** The entry, with its text cut; absent for an invitation. */
  entry: z.optional(Entry),
});
export type InboxItem = z.infer<typeof InboxItem>;
