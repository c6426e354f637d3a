/** JSON output (`--json`) of shell verbs: one shape per type of output, whichever verb prints it. */
import * as z from 'zod/mini';
import {
  ContactState,
  FileState,
  FileView,
  KeptFile,
  LoginRecord,
  Member,
  Planned,
  RoomKind,
  RoomSummary,
  User,
  Device,
  ProgramToken,
} from '../model.ts';
import {Preferences, RoomPreferences} from '../preferences.ts';
import {ENTRY_SCHEMAS, type Entry} from '../entries/entry.ts';
import {SshKeyRow} from '../protocol/signIn.ts';
import {ROOM_ROLES} from '../access/roles.ts';
import {RoomRules} from '../rules.ts';
import {count, EntryId, FileId, Name, Seq} from '../fields.ts';
import {Backup, Exported, Imported, Restored} from './copyOutput.ts';
import {PastTransferLine, PreviewLine} from './fileOutput.ts';
import {NearbyLine} from './nearbyOutput.ts';

/** `#room`, or `@name` for a conversation with one person, as all verbs accept it. */
const room = z.string().check(z.minLength(2), z.maxLength(65));

const entryParts = {room, text: z.string(), mentionsMe: z.boolean()};
const EntryLine = z.union(ENTRY_SCHEMAS.map(schema => z.extend(schema as z.ZodMiniObject, entryParts)));
/** `text` is empty for entries without text. */
export type EntryLine = Entry & {room: string; text: string; mentionsMe: boolean};

const {entryId: id, ...fileParts} = FileView.shape;
const FileLine = z.strictObject({
  id,
  ...fileParts,
  room,
  path: z.optional(z.string()),
  expiresAtMs: z.optional(count()),
});
export type FileLine = z.infer<typeof FileLine>;

/** `text` is empty for items without text. */
const InboxLine = z.strictObject({
  room,
  seq: Seq,
  reason: z.string(),
  sender: z.string(),
  text: z.string(),
  sentAtMs: count(),
  isRead: z.boolean(),
  roomId: count(),
  link: z.optional(z.string()),
});
export type InboxLine = z.infer<typeof InboxLine>;

/** `unread`: number of unread answers of others. */
const ThreadLine = z.strictObject({
  room,
  seq: Seq,
  sender: Name,
  text: z.string(),
  unread: count(),
  lastSeq: Seq,
  lastAtMs: count(),
  isFollowed: z.boolean(),
  roomId: count(),
  link: z.string(),
});
export type ThreadLine = z.infer<typeof ThreadLine>;

const HitLine = z.strictObject({
  room,
  seq: Seq,
  id: EntryId,
  kind: z.string(),
  sender: Name,
  text: z.string(),
  sentAtMs: count(),
  roomId: count(),
  link: z.string(),
  marks: z.array(z.object({at: count(), length: count()})),
});
export type HitLine = z.infer<typeof HitLine>;

const RoomLine = z.strictObject({
  room,
  ...RoomSummary.shape,
  kind: RoomKind,
  lastSeq: z.optional(Seq),
  readSeq: z.optional(Seq),
  unread: z.optional(count()),
  mentions: z.optional(count()),
  /** Own preferences for the room; absent when none were set. */
  mine: z.optional(RoomPreferences),
  partner: z.optional(User),
  description: z.optional(z.string()),
  formerNames: z.optional(z.array(z.string())),
});
export type RoomLine = z.infer<typeof RoomLine>;

const UserLine = z.extend(Member, {
  room: z.optional(room),
  server: z.optional(z.string()),
  createdAtMs: z.optional(count()),
  lastSeenAtMs: z.optional(count()),
  connections: z.optional(z.array(z.string())),
  token: z.optional(
    z.strictObject({rights: z.array(z.string()), rooms: z.optional(z.array(z.string())), expiresAtMs: count()}),
  ),
});
export type UserLine = z.infer<typeof UserLine>;

/** A row of an admin's list of connections. */
const Connected = z.strictObject({name: z.string(), connections: z.array(z.string())});
const RoomShare = z.strictObject({
  room,
  kind: RoomKind,
  memberCount: count(),
  entries: count(),
  messageBytes: z.optional(count()),
  topic: z.string(),
});
const Share = z.strictObject({name: z.string(), fileBytes: count(), unfinishedFiles: count(), messageBytes: count()});
const AuditRecord = z.strictObject({
  auditId: count(),
  atMs: count(),
  name: z.string(),
  address: z.string(),
  method: z.string(),
  isSuccess: z.boolean(),
  about: z.string(),
  hash: z.string(),
});
const SettingNow = z.strictObject({setting: z.string(), value: z.string(), isLive: z.boolean()});
const Finding = z.strictObject({check: z.string(), result: z.enum(['ok', 'warn', 'fail']), text: z.string()});
const Fact = z.strictObject({fact: z.string(), value: z.string()});

/** A contact. The last three fields are permissions on this machine; present if they were set for this person. */
const ContactLine = z.extend(User, {
  contact: ContactState,
  sinceMs: count(),
  lastSeenAtMs: z.optional(count()),
  acceptBytes: z.optional(count()),
  acceptFolder: z.optional(z.string()),
  direct: z.optional(z.enum(['ask', 'always', 'never'])),
});
export type ContactLine = z.infer<typeof ContactLine>;

const LoginLine = z.strictObject({server: z.string(), name: z.string(), token: z.optional(z.string())});
export type LoginLine = z.infer<typeof LoginLine>;

/** `fingerprint` is null when an authority has signed the server's certificate. */
const ServerKeyLine = z.strictObject({server: z.string(), fingerprint: z.nullable(z.string())});
export type ServerKeyLine = z.infer<typeof ServerKeyLine>;

const {id: recordId, ...recordParts} = LoginRecord.shape;
const LoginRecordLine = z.strictObject({recordId, ...recordParts});
export type LoginRecordLine = z.infer<typeof LoginRecordLine>;

const Kick = z.strictObject({name: Name, forMs: count(), text: z.string()});
/** For somebody who may see only the id of the deleted file. */
const Deleted = z.strictObject({fileId: FileId, state: FileState});

const RoomRulesLine = z.strictObject({room, ...RoomRules.shape});
const RoomRoleLine = z.strictObject({room, name: Name, role: z.enum(ROOM_ROLES)});
const Removed = z.strictObject({room, name: Name, text: z.string()});
const Sanction = z.strictObject({
  whom: z.string(),
  what: z.string(),
  untilMs: z.optional(count()),
  words: z.string(),
});
const Report = z.strictObject({
  reportId: count(),
  atMs: count(),
  by: Name,
  about: Name,
  room: z.string(),
  seq: z.optional(Seq),
  reason: z.string(),
});

const InviteLink = z.strictObject({
  invitation: count(),
  link: z.string(),
  /** This and the next two fields: present for a new invitation, absent when its link was replaced. */
  role: z.optional(z.string()),
  usesMax: z.optional(count()),
  expiresAtMs: z.optional(count()),
});
const {isThis: _this, number: device, ...deviceParts} = Device.shape;
const ResetLink = z.strictObject({name: Name, link: z.string(), expiresAtMs: count()});
const AdminDevice = z.strictObject({device, ...deviceParts});
const {number: token, name: tokenName, ...tokenParts} = ProgramToken.shape;
const AdminToken = z.strictObject({user: z.string(), token, tokenName, ...tokenParts});
/** Output of `token create`: the token is shown only this once. */
const MadeToken = z.strictObject({number: count(), token: z.string(), expiresAtMs: count()});
const Invitation = z.strictObject({
  invitation: count(),
  by: z.string(),
  role: z.string(),
  rooms: z.array(z.string()),
  uses: count(),
  usesMax: z.optional(count()),
  madeAtMs: count(),
  expiresAtMs: z.optional(count()),
  state: z.string(),
  note: z.string(),
});

/** Output shapes by the name used in the documentation. */
export const OUTPUTS = {
  InboxItem: InboxLine,
  Hit: HitLine,
  Thread: ThreadLine,
  Entry: EntryLine,
  File: FileLine,
  KeptFile,
  Room: RoomLine,
  User: UserLine,
  Contact: ContactLine,
  Preview: PreviewLine,
  PastTransfer: PastTransferLine,
  Nearby: NearbyLine,
  Planned,
  Preferences,
  Login: LoginLine,
  LoginRecord: LoginRecordLine,
  Kick,
  Deleted,
  RoomRules: RoomRulesLine,
  RoomRole: RoomRoleLine,
  Removed,
  Connected,
  RoomShare,
  Share,
  Fact,
  Finding,
  ServerKey: ServerKeyLine,
  AuditRecord,
  SettingNow,
  Backup,
  Exported,
  Imported,
  Restored,
  Sanction,
  Report,
  InviteLink,
  Invitation,
  Device,
  AdminDevice,
  ResetLink,
  Token: ProgramToken,
  AdminToken,
  MadeToken,
  SshKey: SshKeyRow,
} as const;

export type OutputName = keyof typeof OUTPUTS;
