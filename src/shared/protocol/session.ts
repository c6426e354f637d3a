/**
 * What a server returns when a session is opened. In its own file, because a client stores it and reads it again before it is
 * connected, when nothing else of the protocol is needed.
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
  /** Days that files are kept; absent: until somebody deletes them. */
  fileDays: z.optional(count()),
});
export type LimitsTold = z.infer<typeof LimitsTold>;

export const ServerFacts = z.object({
  programVersion: text(32),
  registration: z.enum(['open', 'invite', 'closed']),
  /** False until an account was made with the owner code. */
  hasOwner: z.boolean(),
  /** True for the server that `chat-tui` started by itself; it stops when nobody needs it. */
  isEmbedded: z.boolean(),
  /** The server's own; what is used is what both sides have. Absent in 1.0. */
  protocol: z.optional(z.object({minor: count(), capabilities: z.array(text(32)).check(z.maxLength(64))})),
});

/** What a token for a program may. */
const TokenGrant = z.object({
  rights: z.array(text(16)).check(z.maxLength(32)),
  /** Absent: in all rooms. */
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
  /** People online now, oneself included where this is no program. */
  onlineCount: count(),
  /** The address one comes from, as the server sees it: behind a NAT, that one's. Absent in 1.1. */
  seenAs: z.optional(text(45)),
  /** What the token may with which one came; absent: all that one may oneself. */
  grant: z.optional(TokenGrant),
});
export type SessionOpened = z.infer<typeof SessionOpened>;
