/**
 * Schemas and types of users, rooms, files and members, as servers send them; entries are in `entry.ts`. Unknown fields of
 * later versions are ignored.
 */
import * as z from 'zod/mini';
import {Bundle} from './bundle.ts';
import {count, EntryId, FileId, later, Name, RoomName, Seq, Sha256, text} from './fields.ts';
import {FIXED_LIMITS} from './limits.ts';
import {RoomPreferences} from './preferences.ts';
import {ROOM_ROLES, SERVER_ROLES} from './access/roles.ts';
import {RoomRules} from './rules.ts';

export const RoomId = z.int().check(z.minimum(1));
/** Role on this server. Unknown roles of later versions are read as `member`. */
export const Role = later(SERVER_ROLES, 'member');
export type Role = z.infer<typeof Role>;
/** Role in a room. */
export const RoleInRoom = later(ROOM_ROLES, 'member');
/**
 * `idle`: no key pressed for ten minutes on any device. `away`: connected, but set to away; `busy`: does not want to be
 * disturbed.
 */
export const PresenceState = later(['online', 'idle', 'busy', 'away', 'offline'], 'online');
export type PresenceState = z.infer<typeof PresenceState>;

/** A person as others see them. */
export const User = z.object({
  name: Name,
  displayName: text(FIXED_LIMITS.displayNameLengthMax),
  role: Role,
  state: PresenceState,
  /** Status text set with `/away`, `/status` or `/quit`; often empty. */
  status: text(FIXED_LIMITS.reasonLengthMax),
  /** When the status ends; absent when it has no end. */
  statusUntilMs: z.optional(count()),
});
export type User = z.infer<typeof User>;

/** A person as a member of a room; `roleHere` is absent for a plain member. */
export const Member = z.extend(User, {roleHere: z.optional(later(ROOM_ROLES, 'member'))});
export type Member = z.infer<typeof Member>;

/** `asked`: request sent; `asking`: request received; `none`: no longer in the list. */
export const ContactState = later(['friend', 'asked', 'asking', 'blocked', 'none'], 'none');
export type ContactState = z.infer<typeof ContactState>;

/** A person in one's own list of contacts. */
export const Contact = z.object({
  user: User,
  state: ContactState,
  /** When this state began; milliseconds since 1970. */
  atMs: count(),
  lastSeenAtMs: z.optional(count()),
});
export type Contact = z.infer<typeof Contact>;

/** A scheduled message to a room, or a reminder, which is sent to one's own notes. */
export const Planned = z.object({
  id: EntryId,
  kind: later(['message', 'reminder'], 'reminder'),
  roomId: RoomId,
  /** `#room` or `@name`; empty for a conversation of several people. */
  room: text(FIXED_LIMITS.roomNameLengthMax + 1),
  text: text(1_000_000),
  dueAtMs: count(),
  /** The entry of the room that a reminder is about. */
  aboutSeq: z.optional(Seq),
});
export type Planned = z.infer<typeof Planned>;

/** `uploading` files can already be downloaded as far as they are uploaded. */
export const FileState = later(['uploading', 'complete', 'cancelled'], 'cancelled');
export type FileState = z.infer<typeof FileState>;

/** A file as the members of its room see it. */
export const FileView = z.object({
  fileId: FileId,
  roomId: RoomId,
  /** Seq of the offer's entry. */
  seq: Seq,
  /** Id of the offer's entry; absent from older servers. */
  entryId: z.optional(EntryId),
  /** Name as given by the sender; text from others. */
  name: text(FIXED_LIMITS.fileNameLengthMax),
  sizeBytes: count(),
  sender: Name,
  offeredAtMs: count(),
  state: FileState,
  /** Known once the upload is complete; lower-case hex. */
  sha256: z.optional(Sha256),
  bundle: z.optional(Bundle),
  /**
   * Number of bytes at the beginning that go directly between clients and are not on the server; all bytes, unless the
   * transfer fell back to the server.
   */
  directBytes: z.optional(count()),
});
export type FileView = z.infer<typeof FileView>;

/** A file as admins see it in the list of disk usage. */
export const KeptFile = z.object({
  fileId: FileId,
  sender: Name,
  sizeBytes: count(),
  offeredAtMs: count(),
  state: FileState,
  /** Empty when the admin is not in the file's room. */
  name: text(FIXED_LIMITS.fileNameLengthMax),
});
export type KeptFile = z.infer<typeof KeptFile>;

/** `direct`: two people; `group`: several, or oneself alone. */
export const RoomKind = later(['public', 'private', 'direct', 'group'], 'private');
export type RoomKind = z.infer<typeof RoomKind>;

/** A room as one of its members sees it. */
export const Room = z.object({
  roomId: RoomId,
  kind: RoomKind,
  /** Without `#`; in a direct room the other person's login name. */
  name: text(FIXED_LIMITS.roomNameLengthMax),
  topic: text(FIXED_LIMITS.topicLengthMax),
  /** Id of the encrypted conversation, 32 bytes. Absent when it is not encrypted, and in 1.1. */
  conv: z.optional(text(43)),
  memberCount: count(),
  lastSeq: Seq,
  /** Seq of the first entry that was not removed; absent: nothing was removed. */
  firstSeq: z.optional(Seq),
  /** Read position: entries up to this seq were read on some device. */
  readSeq: Seq,
  /**
   * How often the read position was moved back: of two positions, the one with more resets is newer. Absent in 1.1, which has
   * none.
   */
  resets: z.optional(count()),
  /** Counted entries of others after the read position; stops at `unreadCountMax`. */
  unread: count(),
  mentions: count(),
  /** Number in one's own list of rooms, from 1; fixed while one is in the room. Absent in 1.1. */
  number: z.optional(count()),
  /** One's own preferences for this room; absent when none were set, and in 1.1. */
  mine: z.optional(RoomPreferences),
  /** For a direct room: the other person. */
  partner: z.optional(User),
  /** For a conversation of several people: the others; empty for one's own notes. */
  people: z.optional(z.array(User).check(z.maxLength(FIXED_LIMITS.groupPeopleMax))),
  /** One's own role in this room; like `rules`, absent in a direct room and in 1.0. */
  myRole: z.optional(RoleInRoom),
  rules: z.optional(RoomRules),
  /** Description, possibly several lines; absent when there is none, like the next two fields. */
  description: z.optional(text(FIXED_LIMITS.descriptionLengthMax)),
  /** True for a read-only room. */
  isArchived: z.optional(z.boolean()),
  /** Former names, the most recent first: links with them still lead to this room. */
  formerNames: z.optional(z.array(RoomName).check(z.maxLength(FIXED_LIMITS.formerNamesMax))),
});
export type Room = z.infer<typeof Room>;

/** The lobby, which every server has and all except guests are in: nobody can leave, rename or delete it. */
export const LOBBY = {roomId: 1, name: 'lobby'} as const;
export const isLobby = ({roomId}: Pick<Room, 'roomId'>): boolean => roomId === LOBBY.roomId;
/** Whether somebody with this role is in the lobby: guests are only in rooms to which they were invited. */
export const isInLobby = (role: Role): boolean => role !== 'guest';

/** A room in a list, which may also be one that the person is not in. */
export const RoomSummary = z.object({
  roomId: RoomId,
  kind: RoomKind,
  name: text(FIXED_LIMITS.roomNameLengthMax),
  topic: text(FIXED_LIMITS.topicLengthMax),
  memberCount: count(),
  isMember: z.boolean(),
  /** Absent for a room that is not archived. */
  isArchived: z.optional(z.boolean()),
});
export type RoomSummary = z.infer<typeof RoomSummary>;

/** An invitation that was not answered. */
export const Invite = z.object({
  roomId: RoomId,
  roomName: text(FIXED_LIMITS.roomNameLengthMax),
  by: Name,
  sentAtMs: count(),
});
export type Invite = z.infer<typeof Invite>;

/** One's own login on a device. */
export const Device = z.object({
  /** Number of the login within the account. */
  number: count(),
  /** Name that the device has chosen; text from others. */
  deviceName: text(FIXED_LIMITS.deviceNameLengthMax),
  /** Address of the last use. */
  address: text(64),
  createdAtMs: count(),
  lastUsedAtMs: count(),
  /** Number of open connections. */
  connections: count(),
  /** True for the login that sends the request. */
  isThis: z.boolean(),
  /** Expiry of a token for a program, whose name is in `deviceName`. Absent for a login. */
  expiresAtMs: z.optional(count()),
});
export type Device = z.infer<typeof Device>;

/** A token for a program, without the token itself. */
export const ProgramToken = z.object({
  /** Number of the token within the account, shared with the list of logins. */
  number: count(),
  name: text(FIXED_LIMITS.deviceNameLengthMax),
  rights: z.array(text(16)).check(z.maxLength(32)),
  /** `#room` or `@name`; absent: all rooms. `+2` stands for two rooms that were deleted or that the requester is not in. */
  rooms: z.optional(z.array(text(FIXED_LIMITS.roomNameLengthMax + 1)).check(z.maxLength(FIXED_LIMITS.tokenRoomsMax))),
  createdAtMs: count(),
  expiresAtMs: count(),
  lastUsedAtMs: count(),
  /** Address of the last use; empty before the first. */
  address: text(64),
  connections: count(),
});
export type ProgramToken = z.infer<typeof ProgramToken>;

/** A record of a login attempt, or of an action on accounts, people or files. */
export const LoginRecord = z.object({
  id: count(),
  /** Name as typed, cut to a safe length; text from others. */
  name: text(64),
  address: text(64),
  port: count(),
  atMs: count(),
  isSuccess: z.boolean(),
  /**
   * `password`, `token`, `register`, or `logout`/`disconnect` for the end of a session. `and 5 more`: further attempts from
   * this address that were refused and not recorded one by one. `passwd`, `kick`, `role`, `delete`, `keep`, `stop` are
   * actions; `address` may then be `console`.
   */
  method: text(16),
  /** The person or object of an action. */
  about: z.optional(text(500)),
  /** Uses of a stored login share one record per day and address: their number, and the time of the last one. */
  count: z.optional(count()),
  lastAtMs: z.optional(count()),
});
export type LoginRecord = z.infer<typeof LoginRecord>;
