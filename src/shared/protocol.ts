/**
 * The wire protocol: every request with its parameters and result, every event with its payload. Parameters are strict:
 * unknown keys are refused. What a server sends is read leniently: unknown keys, kinds, words and events of later versions
 * are ignored.
 */
import * as z from 'zod/mini';
import {isWireCode, type ErrorCode} from './errors.ts';
import {FIXED_LIMITS} from './limits.ts';
import {KeptFile, Invite, LoginRecord, Member, Role, Room, RoomId, RoomSummary, User} from './model.ts';
import {ROOM_ROLES, SERVER_ROLES} from './access/roles.ts';
import {RoomRules} from './rules.ts';
import {AdminAnswer, AdminParams} from './admin/schemas.ts';
import {Entry} from './entries/entry.ts';
import {MESSAGE_REQUESTS} from './protocol/messages.ts';
import {READING_REQUESTS} from './protocol/reading.ts';
import {THREAD_EVENTS, THREAD_REQUESTS} from './protocol/threads.ts';
import {DIRECT_EVENTS, DIRECT_REQUESTS} from './protocol/direct.ts';
import {FILE_REQUESTS} from './protocol/files.ts';
import {ROOM_REQUESTS} from './protocol/rooms.ts';
import {ServerFacts, SessionOpened} from './protocol/session.ts';
import {factorCode, SIGN_IN_REQUESTS} from './protocol/signIn.ts';
import {PEOPLE_EVENTS, PEOPLE_REQUESTS} from './protocol/people.ts';
import {count, FileId, limit, Name, page, RoomName, Seq, text} from './fields.ts';
import {SEALED_EVENTS, SEALED_REQUESTS} from './protocol/sealed.ts';

const nothing = z.strictObject({});
const done = z.object({});
/** The account rules check the length with their own errors; this bound only keeps huge inputs from being hashed. */
const password = text(1024);
const leastRole = z.optional(z.enum(ROOM_ROLES));
const deviceName = z.optional(text(FIXED_LIMITS.deviceNameLengthMax));

/** `token`: `ct_` and 32 random bytes in base64url; the server keeps only its SHA-256. */
const SessionGrant = z.object({token: text(64), name: Name});

/** Contents of `handshake.auth`. Without a token, only requests that need no login are answered. */
export const Handshake = z.object({
  protocolVersion: z.int(),
  /** Absent in 1.0. */
  protocolMinor: z.optional(z.int().check(z.minimum(0))),
  capabilities: z.optional(z.array(text(32)).check(z.maxLength(64))),
  programVersion: text(32),
  /** True for a program such as a shell verb, which does not make its account appear online. Absent: a screen. */
  isProgram: z.optional(z.boolean()),
  token: z.optional(text(64)),
  deviceName,
});
export type Handshake = z.infer<typeof Handshake>;

/** Request name → schemas of its parameters and of its result. Unknown parameters are refused. */
export const REQUESTS = {
  ...PEOPLE_REQUESTS,
  ...DIRECT_REQUESTS,
  ...FILE_REQUESTS,
  ...ROOM_REQUESTS,
  ...SIGN_IN_REQUESTS,
  ...SEALED_REQUESTS,
  ping: {params: nothing, result: done},
  serverShow: {params: nothing, result: ServerFacts},

  accountRegister: {
    params: z.strictObject({
      name: text(64),
      password,
      displayName: z.optional(text(FIXED_LIMITS.displayNameLengthMax)),
      inviteCode: z.optional(text(64)),
      /** Makes the account the owner of a server that has none, whatever `registration` says. */
      ownerCode: z.optional(text(64)),
      deviceName,
    }),
    result: SessionGrant,
  },
  passwordChange: {params: z.strictObject({oldPassword: password, newPassword: password}), result: done},

  sessionLogin: {
    params: z.strictObject({name: text(64), password, code: factorCode, deviceName}),
    result: SessionGrant,
  },
  /** Subscribes this connection to its rooms, then returns their state. */
  sessionOpen: {
    params: nothing,
    result: SessionOpened,
  },
  /** Ends this session for good: the server voids the token. */
  sessionEnd: {params: nothing, result: done},
  /** Sets a quit message for the others; the client closes the connection afterwards. */
  sessionQuit: {params: z.strictObject({text: text(FIXED_LIMITS.reasonLengthMax)}), result: done},

  roomCreate: {
    params: z.strictObject({
      name: RoomName,
      isPrivate: z.boolean(),
      topic: z.optional(text(FIXED_LIMITS.topicLengthMax)),
    }),
    result: Room,
  },
  roomJoin: {params: z.strictObject({name: RoomName}), result: Room},
  /** `leave`: in an encrypted room, signed by the person who leaves, so that the others need not trust the server. */
  roomLeave: {
    params: z.strictObject({
      roomId: RoomId,
      leave: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]*$/), z.maxLength(600))),
    }),
    result: done,
  },
  /** Public rooms and one's own, ordered by name. */
  roomList: {
    params: z.strictObject({afterName: z.optional(text(FIXED_LIMITS.roomNameLengthMax)), limit}),
    result: z.object({rooms: page(RoomSummary), hasMore: z.boolean()}),
  },
  roomInvite: {
    params: z.strictObject({
      roomId: RoomId,
      names: z.array(Name).check(z.minLength(1), z.maxLength(FIXED_LIMITS.inviteNamesMax)),
    }),
    result: done,
  },
  /** Absent rules stay as they are. */
  roomRulesSet: {
    params: z.strictObject({
      roomId: RoomId,
      write: leastRole,
      invite: leastRole,
      mentionAll: leastRole,
      slowMs: z.optional(z.int().check(z.minimum(0), z.maximum(FIXED_LIMITS.slowMsMax))),
      isLocked: z.optional(z.boolean()),
      /** Days that messages are kept; 0: the server's default. @see keep-days-short */
      keepDays: z.optional(z.int().check(z.minimum(0), z.maximum(FIXED_LIMITS.keepDaysMax))),
      reason: z.optional(text(FIXED_LIMITS.reasonLengthMax)),
    }),
    result: RoomRules,
  },
  /** Allowed for the owner of the room; `owner` transfers ownership. */
  roomRoleSet: {params: z.strictObject({roomId: RoomId, name: Name, role: z.enum(ROOM_ROLES)}), result: done},
  /** A removed member can come back by invitation only. */
  memberRemove: {
    params: z.strictObject({roomId: RoomId, name: Name, reason: text(FIXED_LIMITS.reasonLengthMax)}),
    result: done,
  },
  topicSet: {params: z.strictObject({roomId: RoomId, topic: text(FIXED_LIMITS.topicLengthMax)}), result: done},
  /** Opens the conversation with one person, and creates it the first time. */
  directOpen: {params: z.strictObject({name: Name}), result: Room},

  /** Members, ordered by name. */
  memberList: {
    params: z.strictObject({roomId: RoomId, afterName: z.optional(Name), limit}),
    result: z.object({members: page(Member), total: count(), hasMore: z.boolean()}),
  },
  /**
   * Admins only: ends all connections and transfers of a person, with a notice to them and #lobby. They stay out for `forMs`,
   * by default ten minutes; another kick restarts the time.
   */
  userKick: {
    params: z.strictObject({
      name: Name,
      reason: text(FIXED_LIMITS.reasonLengthMax),
      forMs: z.optional(z.int().check(z.minimum(FIXED_LIMITS.kickMsMin), z.maximum(FIXED_LIMITS.kickMsMax))),
    }),
    result: done,
  },

  /** Reports a person, or a message of a room that the reporter is in. */
  reportMake: {
    params: z.strictObject({
      name: z.optional(Name),
      roomId: z.optional(RoomId),
      seq: z.optional(z.int().check(z.minimum(1))),
      reason: text(FIXED_LIMITS.reasonLengthMax),
    }),
    result: done,
  },
  /** Gives somebody with a lower role another role below one's own; `owner` transfers ownership of the server. */
  userRoleSet: {params: z.strictObject({name: Name, role: z.enum(SERVER_ROLES)}), result: done},

  ...MESSAGE_REQUESTS,
  ...READING_REQUESTS,
  ...THREAD_REQUESTS,

  /**
   * Admins only: files by size, largest first, after the last row of the previous page. Names are only included for rooms
   * that the admin is in.
   */
  adminFiles: {
    params: z.strictObject({after: z.optional(z.strictObject({sizeBytes: count(), fileId: FileId})), limit}),
    result: z.object({files: page(KeptFile), hasMore: z.boolean()}),
  },
  fileDecline: {params: z.strictObject({fileId: FileId}), result: done},

  /** Runs an admin command of `shared/admin/table.ts`, which defines its right, parameters and rows. */
  adminCommand: {params: AdminParams, result: AdminAnswer},
  /**
   * Admins only, newest first. For programs from before `adminCommand`, like `adminUsers`, `adminFiles`, `userKick` and
   * `fileDelete`.
   */
  adminLog: {
    params: z.strictObject({beforeId: z.optional(count()), limit}),
    result: z.object({records: page(LoginRecord), hasMore: z.boolean()}),
  },
  adminUsers: {
    params: z.strictObject({afterName: z.optional(Name), limit}),
    result: z.object({
      users: page(
        z.object({
          user: User,
          createdAtMs: count(),
          connections: z.array(text(64)),
          lastSeenAtMs: z.optional(count()),
        }),
      ),
      hasMore: z.boolean(),
    }),
  },
  /** Admins only, embedded server only: keeps the server running when nobody is connected. */
  serverKeep: {params: nothing, result: done},
  serverStop: {params: nothing, result: done},
} as const;

/** Event name → schema of its payload. Events are hints: a client that misses one finds everything in the log. */
export const EVENTS = {
  ...PEOPLE_EVENTS,
  ...DIRECT_EVENTS,
  ...THREAD_EVENTS,
  ...SEALED_EVENTS,
  /** All new entries of one room in one commit, in order of `seq`. */
  entriesAppended: z.object({roomId: RoomId, entries: z.array(Entry)}),
  /** Entries before `firstSeq` were removed by retention. */
  entriesRemoved: z.object({roomId: RoomId, firstSeq: Seq}),
  /** Sent to all devices of a person who is now in a room, or whose direct conversation was opened. */
  roomOpened: z.object({room: Room}),
  /**
   * Sent to all devices of a person who is no longer in the room: they have left, or were removed with a reason; with
   * `deletedBy`, the room was deleted.
   */
  roomClosed: z.object({
    roomId: RoomId,
    deletedBy: z.optional(Name),
    removedBy: z.optional(Name),
    reason: z.optional(text(FIXED_LIMITS.reasonLengthMax)),
  }),
  /** Sent to the person's other devices; `seq` can be lower than before if `resets` has increased. */
  cursorMoved: z.object({roomId: RoomId, seq: Seq, resets: z.optional(count())}),
  inviteReceived: Invite,
  /** Sent to all devices of a person who became an admin, or a member again. */
  roleChanged: z.object({role: Role}),
  /** The person is muted: by whom and why; empty when unmuted. */
  muteChanged: z.object({words: text(FIXED_LIMITS.reasonLengthMax)}),
  /** Sent to moderators about a new report. */
  reportMade: z.object({
    reportId: count(),
    by: Name,
    about: Name,
    reason: text(FIXED_LIMITS.reasonLengthMax),
  }),
  /** The last event on a connection before the server closes it; `code` is an error code. */
  sessionEnded: z.object({
    code: z.string().check(z.refine(isWireCode)),
    detail: text(FIXED_LIMITS.reasonLengthMax),
  }),
} as const;

export type RequestName = keyof typeof REQUESTS;
export type Params<Name extends RequestName> = z.infer<(typeof REQUESTS)[Name]['params']>;
export type Result<Name extends RequestName> = z.infer<(typeof REQUESTS)[Name]['result']>;
export type EventName = keyof typeof EVENTS;
export type Payload<Name extends EventName> = z.infer<(typeof EVENTS)[Name]>;

/** The acknowledgement of a request. */
export type Answer<Name extends RequestName> =
  {ok: true; data: Result<Name>} | {ok: false; error: {code: ErrorCode; detail?: string | undefined}};

export const isRequestName = (name: string): name is RequestName => Object.hasOwn(REQUESTS, name);
export const isEventName = (name: string): name is EventName => Object.hasOwn(EVENTS, name);
