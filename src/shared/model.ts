/** The nouns of the wire, each a schema and a type under one name: user, room, entry, file, member. */
import * as z from 'zod/mini';
import {FIXED_LIMITS} from './limits.ts';

const text = (lengthMax: number) => z.string().check(z.maxLength(lengthMax));
const count = () => z.int().check(z.minimum(0));

/** Login names: ASCII only, so that no two look alike. */
export const NAME_PATTERN = /^[a-z0-9][a-z0-9._-]{1,31}$/;
export const ROOM_NAME_PATTERN = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** A login name on the wire; also the one identity of a person there. */
export const Name = z.string().check(z.regex(NAME_PATTERN));
export const RoomName = z.string().check(z.regex(ROOM_NAME_PATTERN));
export const RoomId = z.int().check(z.minimum(1));
/** Position in a room's log: 1 is the first entry; 0 in a cursor means nothing was read. */
export const Seq = z.int().check(z.minimum(0));
/** 128 bits in base64url (22 characters), made by the sender before the first try; what we make is `entryId.ts`. */
export const EntryId = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/));
export const FileId = EntryId;
export const Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
export const Role = z.enum(['owner', 'admin', 'member']);
export type Role = z.infer<typeof Role>;
/** `away` people are connected but have said they are not there. */
export const PresenceState = z.enum(['online', 'away', 'offline']);
export type PresenceState = z.infer<typeof PresenceState>;

/** Somebody as others see them. */
export const User = z.strictObject({
  name: Name,
  displayName: text(FIXED_LIMITS.displayNameLengthMax),
  role: Role,
  state: PresenceState,
  /** What they said with `/away` or at `/quit`; often empty. */
  status: text(FIXED_LIMITS.reasonLengthMax),
});
export type User = z.infer<typeof User>;

/** `uploading` files can already be downloaded as far as they are there. */
export const FileState = z.enum(['uploading', 'complete', 'cancelled']);
export type FileState = z.infer<typeof FileState>;

/** A file as the room has it. */
export const FileView = z.strictObject({
  fileId: FileId,
  roomId: RoomId,
  /** Seq of the offer. */
  seq: Seq,
  /** As the sender said it; foreign text. */
  name: text(FIXED_LIMITS.fileNameLengthMax),
  sizeBytes: count(),
  sender: Name,
  offeredAtMs: count(),
  state: FileState,
  /** Known once the upload is complete; lower-case hex. */
  sha256: z.optional(Sha256),
});
export type FileView = z.infer<typeof FileView>;

const common = {
  seq: Seq,
  id: EntryId,
  /** Login name of whoever caused the entry. */
  sender: Name,
  /** Server's clock, milliseconds since 1970. */
  sentAtMs: count(),
};
/** Generous: the server's own limit decides; this only bounds what a hostile server can send. */
const body = () => z.string().check(z.maxLength(1_000_000));
const file = {fileId: FileId};

/** One row of a room's log. Everything that happens in a room is one, so nothing can overtake anything. */
export const Entry = z.discriminatedUnion('kind', [
  z.strictObject({...common, kind: z.literal('message'), text: body()}),
  /** `/me`: the text follows the name. */
  z.strictObject({...common, kind: z.literal('action'), text: body()}),
  z.strictObject({...common, kind: z.literal('created')}),
  z.strictObject({...common, kind: z.literal('joined')}),
  z.strictObject({...common, kind: z.literal('left')}),
  /** The new topic; empty when it was removed. */
  z.strictObject({...common, kind: z.literal('topic'), text: body()}),
  /** The sender removed `target` from the server for now; `text` is the reason. */
  z.strictObject({...common, kind: z.literal('kicked'), target: Name, text: body()}),
  /** A file is offered to the room. */
  z.strictObject({
    ...common,
    kind: z.literal('file'),
    ...file,
    name: text(FIXED_LIMITS.fileNameLengthMax),
    sizeBytes: count(),
  }),
  z.strictObject({...common, kind: z.literal('fileCompleted'), ...file, sha256: Sha256}),
  z.strictObject({...common, kind: z.literal('fileCancelled'), ...file}),
  z.strictObject({...common, kind: z.literal('fileDeclined'), ...file}),
]);
export type Entry = z.infer<typeof Entry>;
/** Empty for the kinds that have none. */
export const textOf = (entry: Entry): string => ('text' in entry ? entry.text : '');
export type EntryKind = Entry['kind'];

/** Only these make a room unread and are counted. */
export const COUNTED_KINDS: readonly EntryKind[] = ['message', 'action', 'file'];

export const RoomKind = z.enum(['public', 'private', 'direct']);
export type RoomKind = z.infer<typeof RoomKind>;

/** A room as its member sees it. */
export const Room = z.strictObject({
  roomId: RoomId,
  kind: RoomKind,
  /** Without `#`; in a direct room the other person's login name. */
  name: text(FIXED_LIMITS.roomNameLengthMax),
  topic: text(FIXED_LIMITS.topicLengthMax),
  memberCount: count(),
  lastSeq: Seq,
  /** The cursor: everything up to here was read on some device. */
  readSeq: Seq,
  /** Counted entries of others after the cursor; stops at `unreadCountMax`. */
  unread: count(),
  mentions: count(),
  /** In a direct room: the other person. */
  partner: z.optional(User),
});
export type Room = z.infer<typeof Room>;

/** A room in a list: also those one is not in. */
export const RoomSummary = z.strictObject({
  roomId: RoomId,
  kind: RoomKind,
  name: text(FIXED_LIMITS.roomNameLengthMax),
  topic: text(FIXED_LIMITS.topicLengthMax),
  memberCount: count(),
  isMember: z.boolean(),
});
export type RoomSummary = z.infer<typeof RoomSummary>;

/** An invitation that was not answered yet. */
export const Invite = z.strictObject({
  roomId: RoomId,
  roomName: text(FIXED_LIMITS.roomNameLengthMax),
  by: Name,
  sentAtMs: count(),
});
export type Invite = z.infer<typeof Invite>;

/** One login attempt as the server recorded it. */
export const LoginRecord = z.strictObject({
  id: count(),
  /** As it was typed, cut to a safe length; foreign text. */
  name: text(64),
  address: text(64),
  port: count(),
  atMs: count(),
  isSuccess: z.boolean(),
  /**
   * `password`, `token`, `register`, or `logout`/`disconnect` for the end of a session. `and 5 more`: so many more tries from this address were
   * refused than are recorded one by one.
   */
  method: text(16),
});
export type LoginRecord = z.infer<typeof LoginRecord>;
