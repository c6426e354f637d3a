/**
 * Schemas and types of user, room, file and member, as servers send them; entries are in `entry.ts`. Fields that a later version
 * adds are ignored.
 */
import * as z from 'zod/mini';
import {Bundle} from './bundle.ts';
import {count, EntryId, FileId, later, Name, RoomName, Seq, Sha256, text} from './fields.ts';
import {FIXED_LIMITS} from './limits.ts';
import {RoomPreferences} from './preferences.ts';
import {ROOM_ROLES, SERVER_ROLES} from './access/roles.ts';
import {RoomRules} from './rules.ts';

export const RoomId = z.int().check(z.minimum(1));
/** Role on this server. Roles that a later version adds are read as `member`. */
export const Role = later(SERVER_ROLES, 'member');
export type Role = z.infer<typeof Role>;
/** What somebody is in a room. */
export const RoleInRoom = later(ROOM_ROLES, 'member');
/**
 * `idle`: no key pressed for ten minutes on any device. `away`: connected, but set to away; `busy`: does not want to be
 * disturbed.
 */
export const PresenceState = later(['online', 'idle', 'busy', 'away', 'offline'], 'online');
export type PresenceState = z.infer<typeof PresenceState>;

/** Somebody as others see them. */
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

/** Somebody as a member of a room; `roleHere` is absent where it is `member`. */
export const Member = z.extend(User, {roleHere: z.optional(later(ROOM_ROLES, 'member'))});
export type Member = z.infer<typeof Member>;

/** `asked`: request sent; `asking`: request received; `none`: no longer in the list. */
export const ContactState = later(['friend', 'asked', 'asking', 'blocked', 'none'], 'none');
export type ContactState = z.infer<typeof ContactState>;

/** Somebody in one's own list of people. */
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
  /** `#room` or `@name`; empty in a conversation of several. */
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

/** A file as the room has it. */
export const FileView = z.object({
  fileId: FileId,
  roomId: RoomId,
  /** Seq of the offer. */
  seq: Seq,
  /** Id of the offer's entry; absent from older servers. */
  entryId: z.optional(EntryId),
  /** As the sender said it; foreign text. */
  name: text(FIXED_LIMITS.fileNameLengthMax),
  sizeBytes: count(),
  sender: Name,
  offeredAtMs: count(),
  state: FileState,
  /** Known once the upload is complete; lower-case hex. */
  sha256: z.optional(Sha256),
  bundle: z.optional(Bundle),
  /**
   * Number of bytes at its beginning that go directly between clients and are not on the server; all of them unless the
   * transfer fell back.
   */
  directBytes: z.optional(count()),
});
export type FileView = z.infer<typeof FileView>;

/** A file as whoever looks after the disk sees it. */
export const KeptFile = z.object({
  fileId: FileId,
  sender: Name,
  sizeBytes: count(),
  offeredAtMs: count(),
  state: FileState,
  /** Empty where one is not in its room. */
  name: text(FIXED_LIMITS.fileNameLengthMax),
});
export type KeptFile = z.infer<typeof KeptFile>;

/** `direct`: two people; `group`: several, or oneself alone. */
export const RoomKind = later(['public', 'private', 'direct', 'group'], 'private');
export type RoomKind = z.infer<typeof RoomKind>;

/** A room as its member sees it. */
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
  /** Entries before it have been removed; absent: none. */
  firstSeq: z.optional(Seq),
  /** Read position: everything up to here was read on some device. */
  readSeq: Seq,
  /** How often the read position was moved back: of two positions, the one with more resets is newer. Absent in 1.1: never. */
  resets: z.optional(count()),
  /** Counted entries of others after the cursor; stops at `unreadCountMax`. */
  unread: count(),
  mentions: count(),
  /** Position in one's own list of rooms, from 1; fixed as long as one is in the room. Absent in 1.1. */
  number: z.optional(count()),
  /** One's own preferences for it; absent when nothing was ever set, and in 1.1. */
  mine: z.optional(RoomPreferences),
  /** In a direct room: the other person. */
  partner: z.optional(User),
  /** In a conversation of several: the others; empty for one's own notes. */
  people: z.optional(z.array(User).check(z.maxLength(FIXED_LIMITS.groupPeopleMax))),
  /** One's own role in this room; like `rules`, absent in a direct room and in 1.0. */
  myRole: z.optional(RoleInRoom),
  rules: z.optional(RoomRules),
  /** Description, in several lines; absent when there is none, like the next two. */
  description: z.optional(text(FIXED_LIMITS.descriptionLengthMax)),
  /** It can be read, and nobody writes in it. */
  isArchived: z.optional(z.boolean()),
  /** Former names, the last one first: links with them still lead here. */
  formerNames: z.optional(z.array(RoomName).check(z.maxLength(FIXED_LIMITS.formerNamesMax))),
});
export type Room = z.infer<typeof Room>;

/** The room of everybody but guests, which every server has: nobody can leave, rename or delete it. */
export const LOBBY = {roomId: 1, name: 'lobby'} as const;
export const isLobby = ({roomId}: Pick<Room, 'roomId'>): boolean => roomId === LOBBY.roomId;

/** A room in a list: also those one is not in. */
export const RoomSummary = z.object({
  roomId: RoomId,
  kind: RoomKind,
  name: text(FIXED_LIMITS.roomNameLengthMax),
  topic: text(FIXED_LIMITS.topicLengthMax),
  memberCount: count(),
  isMember: z.boolean(),
  /** Absent where it is in use. */
  isArchived: z.optional(z.boolean()),
});
export type RoomSummary = z.infer<typeof RoomSummary>;

/** An invitation that was not answered yet. */
export const Invite = z.object({
  roomId: RoomId,
  roomName: text(FIXED_LIMITS.roomNameLengthMax),
  by: Name,
  sentAtMs: count(),
});
export type Invite = z.infer<typeof Invite>;

/** A login of one's own, on some device. */
export const Device = z.object({
  /** Within one's account. */
  number: count(),
  /** As it called itself; foreign text. */
  deviceName: text(FIXED_LIMITS.deviceNameLengthMax),
  /** From where it was used last. */
  address: text(64),
  createdAtMs: count(),
  lastUsedAtMs: count(),
  /** How many connections it has now. */
  connections: count(),
  /** The one that asks. */
  isThis: z.boolean(),
  /** A token for a program, with its expiry; `deviceName` is its name. Absent: a login. */
  expiresAtMs: z.optional(count()),
});
export type Device = z.infer<typeof Device>;

/** A token for a program, without the token itself. */
export const ProgramToken = z.object({
  /** Its number within the account, as in the list of devices. */
  number: count(),
  name: text(FIXED_LIMITS.deviceNameLengthMax),
  rights: z.array(text(16)).check(z.maxLength(32)),
  /** `#room` or `@name`; absent: all rooms. `+2` stands for rooms that were deleted or that the requester is not in. */
  rooms: z.optional(z.array(text(FIXED_LIMITS.roomNameLengthMax + 1)).check(z.maxLength(FIXED_LIMITS.tokenRoomsMax))),
  createdAtMs: count(),
  expiresAtMs: count(),
  lastUsedAtMs: count(),
  /** From where it was used last; empty before. */
  address: text(64),
  connections: count(),
});
export type ProgramToken = z.infer<typeof ProgramToken>;

/** A login attempt, or an action on accounts, people or files, as the server recorded it. */
export const LoginRecord = z.object({
  id: count(),
  /** As typed, cut to a safe length; text from others. */
  name: text(64),
  address: text(64),
  port: count(),
  atMs: count(),
  isSuccess: z.boolean(),
  /**
   * `password`, `token`, `register`, or `logout`/`disconnect` for the end of a session. `and 5 more`: so many more tries from
   * this address were refused than are recorded one by one. `passwd`, `kick`, `role`, `delete`, `keep`, `stop` are what somebody
   * did; `address` may be `console`.
   */
  method: text(16),
  /** Whom or what it was done to. */
  about: z.optional(text(500)),
  /** Uses of a stored login are one record per day and address: their number, and the time of the last one. */
  count: z.optional(count()),
  lastAtMs: z.optional(count()),
});
export type LoginRecord = z.infer<typeof LoginRecord>;
