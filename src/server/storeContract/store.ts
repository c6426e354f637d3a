/**
 * The contract of a store: accounts, sessions, rooms, logs, files, audit. Asynchronous throughout, so that it can be another
 * database.
 */
import type {FileState, FileView, Invite, LoginRecord, Role, RoomKind, RoomSummary} from '../../shared/model.ts';
import type {Oversight} from './oversight.ts';
import type {LogStore} from './log.ts';
import type {FileOffer, FileQuota} from './fileOffer.ts';
import type {SanctionStore} from './sanctions.ts';
import type {SignInStore} from './signIn.ts';
import type {Entry} from '../../shared/entries/entry.ts';
import type {MessageAbout, MessageStore} from './messages.ts';
import type {RoomRole} from '../../shared/access/roles.ts';
import type {RoomRules, RulesChange} from '../../shared/rules.ts';
import type {PeopleStore} from './people.ts';
import type {ReadingStore} from './reading.ts';
import type {RoomLifeStore} from './roomLife.ts';
import type {RoomPreferences} from '../../shared/preferences.ts';

/** A person as stored. `name` never changes. */
export interface Account {
  userId: number;
  name: string;
  displayName: string;
  role: Role;
  /** Argon2id in PHC string format. */
  passwordHash: string;
  createdAtMs: number;
  lastSeenAtMs?: number;
  /** Kicked, now or before: until then they stay out. */
  kick?: {untilMs: number; words: string};
  /** Banned, now or before; `untilMs` is the greatest safe number where it is for good. */
  ban?: {untilMs: number; words: string};
  /** May read and not write. */
  mute?: {untilMs: number; words: string};
  /** By whom and why; absent where the account may be used. */
  disabledWords?: string;
}

/** A room as one member has it. */
export interface Membership {
  roomId: number;
  kind: RoomKind;
  /** Empty in a direct room. */
  name: string;
  topic: string;
  /** Encrypted: by which its people know it. */
  conv?: string;
  lastSeq: number;
  /** 1 where nothing was removed. */
  firstSeq: number;
  memberCount: number;
  readSeq: number;
  /** How often the cursor was set back. */
  resets: number;
  /** In the member's list; it stays. */
  number: number;
  /** How the member wants it; absent where nothing was ever set. */
  mine?: RoomPreferences;
  unread: number;
  mentions: number;
  /** In a direct room: the other person. */
  partner?: Account;
  /** In a conversation of several: all of them. */
  people?: readonly Account[];
  /** With what the role on the server adds; absent in a direct room, as the rules are. */
  myRole?: RoomRole;
  rules?: RoomRules;
  /** As the two that follow absent where there is none. */
  description?: string;
  isArchived?: boolean;
  /** The last one first. */
  formerNames?: string[];
}

export interface StoredFile extends Pick<FileView, 'bundle' | 'directBytes'> {
  fileId: string;
  roomId: number;
  /** Seq of the offer. */
  seq: number;
  /** Id of the offer's entry. */
  entryId?: string;
  senderName: string;
  name: string;
  sizeBytes: number;
  offeredAtMs: number;
  state: FileState;
  sha256?: string;
  /** The earlier file of the same person whose bytes it shares, which counts for both. */
  sameAs?: string;
}

/** An entry as committed, with what the gateway needs to broadcast it. */
export interface Committed {
  roomId: number;
  entry: Entry;
  /** In a direct room: the other person. */
  partner?: {userId: number; name: string};
  /** The first word of a conversation: it is there for these people from now on. */
  revealed?: readonly Revealed[];
  /** An answer in a thread: people who follow it from now on. */
  followers?: readonly number[];
}

export interface Revealed {
  userId: number;
  /** The conversation that went out of sight instead, where there are too many. */
  hiddenRoomId?: number;
}

/** Sender of what the server itself says: no account, in every room, and a reserved name. */
export const SERVER_SENDER = {userId: 0, name: 'server'} as const;

export interface StoreOptions {
  /** How many records of one account or network are kept, and of all of a kind. */
  loginsKept?: {ofOne: number; ofKind: number};
  /** Made with mode 0700 when it is not there. */
  dataDir: string;
  /** Milliseconds since 1970. */
  now: () => number;
  /** As `shared/entries/entryId.ts` makes it. */
  newId: () => string;
  /** Bytes of entries that one person, and all together, may have written; without limit where absent. */
  logLimits?: () => {logBytesPerUserMax: number; logBytesMax: number};
  /** Whether somebody is online, and neither idle nor away nor wants to be left alone: whom `@here` means. Default: nobody. */
  isHere?: (userId: number) => boolean;
  /** False while the disk has only what logins, records and deletions need. */
  hasRoom?: () => boolean;
  /** After how long without use, and how long after its beginning, a login is over; 0 is never. Default: 90 days, never. */
  sessionLimits?: () => {idleMs: number; lifetimeMs: number};
  /** Called after every transaction: how many writes, how long all of it took, and the fsync; milliseconds. */
  onTimed?: (jobs: number, tookMs: number, syncMs: number) => void;
  /** Called while data of an older program is brought up to date: steps that are done, and milliseconds so far. */
  onUpgrade?: (step: {from: number; to: number; done: number; steps: number; bytes: number; tookMs: number}) => void;
  /** Called now and then while a log that was there before is made ready for searching: entries that are left, at the end 0. */
  onIndexed?: (left: number) => void;
  /** Called when the disk is full: true when something was given back, and it is worth another try. */
  onFull?: () => boolean;
}

/** A file as whoever looks after the disk sees it; its name only where they are in the room. */
export interface KeptFile {
  fileId: string;
  senderName: string;
  sizeBytes: number;
  offeredAtMs: number;
  state: FileState;
  name: string;
}

/** Body of an entry to append; the store adds seq and time. */
export type EntryBody = Entry extends infer One
  ? One extends Entry
    ? Omit<One, 'seq' | 'sender' | 'sentAtMs' | 'became'>
    : never
  : never;

/**
 * Every method that writes joins the commit that is being gathered and resolves after that commit's fsync; writes take effect in
 * the order of the calls. A refused write changes nothing and rejects with a `ChatError`; the others of its commit are not
 * touched. Entries of one commit are told to the `onCommitted` listener together, before the promises of that commit resolve.
 */
export interface Store
  extends
    PeopleStore,
    ReadingStore,
    RoomLifeStore,
    MessageStore<Committed>,
    Oversight,
    SanctionStore<Account>,
    LogStore,
    SignInStore<Account> {
  /**
   * Also makes the person a member of the lobby, unless an invitation brings in a guest; it is used up once more, and they are in
   * its rooms.
   * @throws name-taken, invitation-over, and where there is an owner already, owner-code-wrong
   */
  accountCreate(account: {
    name: string;
    displayName: string;
    passwordHash: string;
    isOwner?: boolean;
    /** Hash of the code by which they come. */
    invitation?: Uint8Array;
    atMs: number;
  }): Promise<Account & {invitationId?: number}>;
  hasOwner(): Promise<boolean>;
  accountFind(name: string): Promise<Account | undefined>;
  accountFindById(userId: number): Promise<Account | undefined>;
  /** Ordered by name, after `afterName`. */
  accountList(page: {afterName?: string; limit: number}): Promise<Account[]>;
  /** Whether anybody has a display name. */
  hasDisplayNames(): Promise<boolean>;
  /**
   * By whoever may give it, to somebody below them; `owner` hands the server over, and the one before becomes an admin. A guest
   * leaves the lobby, everybody else is in it. @throws not-allowed, owner-stays
   */
  roleSet(change: {userId: number; byUserId: number; role: Role; atMs: number}): Promise<{formerOwnerId?: number}>;
  /** `words`: by whom and why, as the person is told. @throws not-allowed */
  kickSet(userId: number, kick: {byUserId: number; untilMs: number; words: string}): Promise<void>;
  passwordSet(userId: number, passwordHash: string): Promise<void>;
  lastSeenSet(userId: number, atMs: number): Promise<void>;

  /**
   * @throws room-exists where the person sees one of this name, too-many-rooms, too-many-rooms-made. The creator is a member;
   * the log begins with `created`.
   */
  roomCreate(room: {
    name: string;
    kind: 'public' | 'private';
    topic: string;
    userId: number;
    entryId: string;
    atMs: number;
  }): Promise<number>;
  /** By name; rooms the person may not see are not found. */
  roomFind(
    name: string,
    userId: number,
  ): Promise<{roomId: number; kind: RoomKind; isMember: boolean; isInvited: boolean} | undefined>;
  /**
   * Takes a public room, or a private one with an invite; joining again changes nothing and appends nothing. @throws
   * room-not-found, too-many-rooms
   */
  roomJoin(join: {roomId: number; userId: number; entryId: string; atMs: number}): Promise<void>;
  /**
   * A conversation goes out of sight; a public room in which something was said is archived when nobody is left, any other
   * gives its name back. @throws not-in-room, lobby-stays
   */
  roomLeave(leave: {
    roomId: number;
    userId: number;
    entryId: string;
    atMs: number;
    leave?: string | undefined;
  }): Promise<void>;
  /** Public rooms and those the person is in, ordered by name. */
  roomList(page: {
    userId: number;
    /** Of these alone, as a token for a program has them. */
    roomIds?: readonly number[] | undefined;
    /** Name of the last room of the page before. */
    afterName?: string;
    limit: number;
  }): Promise<RoomSummary[]>;
  /** What is left out stays. @throws not-in-room, not-allowed */
  roomRulesSet(change: {
    roomId: number;
    userId: number;
    rules: RulesChange;
    reason: string;
    entryId: string;
    atMs: number;
  }): Promise<RoomRules>;
  /** `owner` hands the room over. @throws not-in-room, not-allowed, user-not-found where they are no member */
  roomRoleSet(change: {
    roomId: number;
    userId: number;
    targetId: number;
    role: RoomRole;
    entryId: string;
    atMs: number;
  }): Promise<{formerOwnerId?: number}>;
  /** Of somebody with a lower role. @throws not-in-room, not-allowed, user-not-found, lobby-stays */
  memberRemove(removal: {
    roomId: number;
    userId: number;
    targetId: number;
    reason: string;
    entryId: string;
    atMs: number;
  }): Promise<void>;
  /** @throws not-in-room, topic-too-long, topic-not-yours */
  topicSet(change: {roomId: number; userId: number; topic: string; entryId: string; atMs: number}): Promise<void>;
  /**
   * The direct room of two people, made the first time; `isNew` tells which. The other one is in it once something is said.
   * @throws direct-self, too-many-rooms
   */
  directOpen(pair: {
    userId: number;
    partnerId: number;
    entryId: string;
    atMs: number;
  }): Promise<{roomId: number; isNew: boolean}>;
  /** One could write to the other. Makes and opens nothing. @throws direct-self, not-allowed, directs-refused */
  directRequire(pair: {userId: number; partnerId: number}): Promise<void>;

  /** All of them or nobody; ends when the inviter leaves. @throws not-in-room, already-member, not-allowed (direct rooms) */
  inviteCreate(invite: {roomId: number; byUserId: number; userIds: readonly number[]; atMs: number}): Promise<Invite>;
  inviteList(userId: number): Promise<Invite[]>;

  /** Every room of a person with counts; ordered by room id. */
  membershipList(userId: number): Promise<Membership[]>;
  membershipFind(roomId: number, userId: number): Promise<Membership | undefined>;
  roomIdsOf(userId: number): Promise<number[]>;
  /** Ordered by name. @throws not-in-room */
  memberList(page: {
    roomId: number;
    userId: number;
    afterName?: string;
    limit: number;
  }): Promise<{members: (Account & {roleHere?: RoomRole})[]; total: number}>;

  /**
   * Appends an entry by a member. The same sender, room and entry id again returns the first entry and appends nothing.
   * `SERVER_SENDER` is a member everywhere. With `afterId`, an entry of the same sender and room with that id must be there
   * already.
   * @throws not-in-room, out-of-order
   */
  entryAppend(append: {
    roomId: number;
    userId: number;
    body: EntryBody;
    atMs: number;
    afterId?: string | undefined;
    /** What this message is about. @throws message-not-found, message-gone, message-unchangeable */
    about?: MessageAbout | undefined;
  }): Promise<Committed>;
  /** Oldest first. @throws not-in-room, storage-damaged */
  entryList(page: {
    roomId: number;
    userId: number;
    beforeSeq?: number;
    afterSeq?: number;
    limit: number;
  }): Promise<{entries: Entry[]; lastSeq: number; firstSeq: number}>;
  /**
   * Appends the offer and makes the file, in one commit. The same entry id again returns the first. @throws not-in-room,
   * quota-exceeded, unfinished-too-many, quota-full
   */
  fileOffer(offer: FileOffer): Promise<StoredFile & {partner?: Committed['partner']}>;
  /**
   * The bytes from there on come to the server, and count. @throws file-not-found, not-allowed, file-gone, bad-request, and as an
   * offer does where there is no room for them
   */
  fileRelay(relay: {
    fileId: string;
    userId: number;
    fromByte: number;
    /** Where what lies here already ends: it counts until it is gone. */
    heldBytes: number;
    quota: FileQuota;
  }): Promise<{before: StoredFile; after: StoredFile}>;
  /** @throws file-not-found, also for files of rooms the person is not in */
  fileFind(fileId: string, userId: number): Promise<StoredFile>;
  /** Whatever room it is in; for the cleaner of abandoned bytes only. */
  fileFindAny(fileId: string): Promise<StoredFile | undefined>;
  /** Newest first. @throws not-in-room */
  fileList(page: {roomId: number; userId: number; beforeSeq?: number; limit: number}): Promise<StoredFile[]>;
  /**
   * Sets the state and appends the entry that says so, in one commit; the same state again changes nothing. @throws
   * file-not-found, not-allowed
   */
  fileSettle(settle: {
    fileId: string;
    userId: number;
    state: 'complete' | 'cancelled';
    sha256?: string;
    /** None of its bytes are here. */
    isDirect?: boolean;
    entryId: string;
    atMs: number;
    /** By whoever looks after the server: of whom and wherever it is. */
    isByAdmin?: boolean;
  }): Promise<StoredFile & {twinId?: string}>;
  /** Another complete file of the same person with the same hash, which counts by itself. */
  fileTwin(fileId: string): Promise<string | undefined>;
  /**
   * The bytes of both are there once, and count once from now on. @returns false where they are no longer two complete files of
   * one person with one hash
   */
  fileJoin(join: {fileId: string; otherId: string}): Promise<boolean>;
  /** Not cancelled, largest first, after `after`. */
  fileLargest(page: {userId: number; after?: {sizeBytes: number; fileId: string}; limit: number}): Promise<KeptFile[]>;
  /** Offered before, and not cancelled. Oldest first. */
  fileOld(page: {beforeMs: number; limit: number}): Promise<StoredFile[]>;
  /** Offered before, and not complete. Oldest first. */
  fileUnfinished(page: {beforeMs: number; limit: number}): Promise<StoredFile[]>;

  /** Resolves to false where it was counted with another one of the day: uses of a kept login are. */
  loginRecord(record: Omit<LoginRecord, 'id' | 'count' | 'lastAtMs'>): Promise<boolean>;
  /** From where people came in, each name and address once, who came last first; no more than `limit`. */
  loginPlaces(limit: number): Promise<{name: string; address: string}[]>;
  /** Newest first. */
  loginList(page: {beforeId?: number; limit: number}): Promise<LoginRecord[]>;

  /** One listener; called once a commit with all its entries in order. */
  onCommitted(listener: (committed: readonly Committed[]) => void): void;
  /** Commits what waits, then closes. */
  close(): Promise<void>;
}
