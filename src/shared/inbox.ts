/** Inbox of a person over all rooms: mentions, answers, reactions, offers, invitations. */
import * as z from 'zod/mini';
import {Entry} from './entries/entry.ts';
import {count, later, Name, Seq, text} from './fields.ts';
import {INBOX_REASONS} from './entries/kind.ts';
import {RoomId} from './model.ts';

/** Position after which the next page of the inbox continues. */
export const InboxMark = z.strictObject({atMs: count(), roomId: RoomId, seq: Seq});
export type InboxMark = z.infer<typeof InboxMark>;

/** Code units of a text in the inbox; the room has all of it. */
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
  /** The cursor of the room is there or beyond. */
  isRead: z.boolean(),
  /** Its text is cut; absent for an invitation. */
  entry: z.optional(Entry),
});
export type InboxItem = z.infer<typeof InboxItem>;
