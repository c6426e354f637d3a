/**
 * The result of opening a session. In a file of its own, because a client stores it and reads it before it is connected, when
 * it needs nothing else of the protocol.
 */
import * as z from 'zod/mini';
import {count, text} from '../fields.ts';
import {CONTACTS_TOLD_MAX, FIXED_LIMITS, ROOMS_TOLD_MAX} from '../limits.ts';
import {Contact, Invite, Room, RoomId, User} from '../model.ts';
import {Preferences} from '../preferences.ts';

const LimitsTold = z.object({
  messageGraphemesMax: count(),
  messageBytesMax: count(),
  fileBytesMax: count(),
  usersMax: count(),
  /** Days that files are kept; absent: until they are deleted. */
  fileDays: z.optional(count()),
});
export type LimitsTold = z.infer<typeof LimitsTold>;

export const ServerFacts = z.object({
  programVersion: text(32),
  registration: z.enum(['open', 'invite', 'closed']),
  /** False until somebody registers with the owner code. */
  hasOwner: z.boolean(),
  /** True for the server that `chat-tui` started by itself; it stops when nobody needs it. */
  isEmbedded: z.boolean(),
  /** The server's dialect; both sides use what they have in common. Absent in 1.0. */
  protocol: z.optional(z.object({minor: count(), capabilities: z.array(text(32)).check(z.maxLength(64))})),
});

/** The rights of a token for a program. */
const TokenGrant = z.object({
  rights: z.array(text(16)).check(z.maxLength(32)),
  /** The token's rooms; absent: all rooms. */
  roomIds: z.optional(z.array(RoomId).check(z.maxLength(FIXED_LIMITS.tokenRoomsMax))),
  expiresAtMs: count(),
});

export const SessionOpened = z.object({
  me: User,
  server: ServerFacts,
  limits: LimitsTold,
  rooms: z.array(Room).check(z.maxLength(ROOMS_TOLD_MAX)),
  invites: z.array(Invite),
  /** Friends, requests, blocked people. Absent in 1.1. */
  contacts: z.optional(z.array(Contact).check(z.maxLength(CONTACTS_TOLD_MAX))),
  /** Absent in 1.1. */
  preferences: z.optional(Preferences),
  /** People online now, including oneself unless this is a program. */
  onlineCount: count(),
  /** The public address of this connection, as the server sees it. Absent in 1.1. */
  seenAs: z.optional(text(45)),
  /** Rights of the token used; absent: all rights of the account. */
  grant: z.optional(TokenGrant),
});
export type SessionOpened = z.infer<typeof SessionOpened>;
