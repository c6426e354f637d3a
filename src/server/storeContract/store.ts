/**
 * The contract of a store: accounts, sessions, rooms, logs, files, audit. Asynchronous throughout, so that another database could
 * implement it.
 */
import type {FileState, FileView, LoginRecord, Role, RoomKind, RoomSummary} from '../../shared/model.ts';
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
import type {InviteStore, RoomLifecycleStore} from './roomLifecycle.ts';
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
  /** The latest kick, even if it is over. */
  kick?: {untilMs: number; words: string};
  /** The latest ban, even if it is over; `untilMs` is the greatest safe integer if permanent. */
  ban?: {untilMs: number; words: string};
  /** The latest mute: the person can read but not write. */
  mute?: {untilMs: number; words: string};
  /** Who disabled the account and why; absent if enabled. */
  disabledWords?: string;
}

/** A room as one member sees it. */
export interface Membership {
  roomId: number;
  kind: RoomKind;
  /** Empty in a direct room. */
  name: string;
  topic: string;
  /** Conversation id of an encrypted room. */
  conv?: string;
  lastSeq: number;
  /** Greater than 1 if retention has removed entries. */
  firstSeq: number;
  memberCount: number;
  readSeq: number;
  /** Number of times the cursor was set back. */
  resets: number;
  /** Permanent number in the member's list. */
  number: number;
  /** The member's preferences for the room; absent if never set. */
  mine?: RoomPreferences;
  unread: number;
  mentions: number;
  /** In a direct room: the other person. */
  partner?: Account;
  /** In a group: all of its people. */
  people?: readonly Account[];
  /** The member's role, including what the server role adds; absent in a direct room, like the rules. */
  myRole?: RoomRole;
  rules?: RoomRules;
  /** Absent if empty, like the next two. */
  description?: string;
  isArchived?: boolean;
  /** Latest first. */
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
  /** An earlier file of the same person with which it shares its bytes; only the earlier one counts for quotas. */
  sameAs?: string;
}

/** An entry as committed, with what the gateway needs to broadcast it. */
export interface Committed {
  roomId: number;
  entry: Entry;
  /** In a direct room: the other person. */
  partner?: {userId: number; name: string};
  /** At the first message of a conversation: the people who see it from now on. */
  revealed?: readonly Revealed[];
  /** For a reply in a thread: people who follow the thread from now on. */
  followers?: readonly number[];
}

export interface Revealed {
  userId: number;
  /** The conversation that was hidden because the person has too many. */
  hiddenRoomId?: number;
}

/** Sender of the server's own messages: no account, a member of every room, with a reserved name. */
export const SERVER_SENDER = {userId: 0, name: 'server'} as const;

export interface StoreOptions {
  /** Maximum number of login records per account or network, and per kind. */
  loginsKept?: {ofOne: number; ofKind: number};
  /** Created with mode 0700 if missing. */
  dataDir: string;
  /** Milliseconds since 1970. */
  now: () => number;
  /** As `shared/entries/entryId.ts` makes it. */
  newId: () => string;
  /** Quotas of bytes of entries per person and in all; absent: unlimited. */
  logLimits?: () => {logBytesPerUserMax: number; logBytesMax: number};
  /** Whether `@here` reaches a person: online, not idle, away or busy. Default: nobody. */
  isHere?: (userId: number) => boolean;
  /** False if the rest of the disk is reserved for logins, records and deletions. */
  hasRoom?: () => boolean;
  /** Expiry of sessions without use, and since their beginning; 0 is never. Default: 90 days, never. */
  sessionLimits?: () => {idleMs: number; lifetimeMs: number};
  /** Called after every transaction with the number of writes and the milliseconds of the transaction and its fsync. */
  onTimed?: (jobs: number, tookMs: number, syncMs: number) => void;
  /** Called during migrations with the steps completed and the milliseconds so far. */
  onUpgrade?: (step: {from: number; to: number; done: number; steps: number; bytes: number; tookMs: number}) => void;
  /** Called periodically while existing entries are indexed, with the number left; finally 0. */
  onIndexed?: (left: number) => void;
  /** Called when the disk is full; true if space was freed and the write should be retried. */
  onFull?: () => boolean;
  /** Called once if the disk has failed: nothing is written any more. */
  onStopped?: (cause: unknown) => void;
}

/** A file as administrators see it; its name only for rooms they are in. */
export interface DiskFile {
  fileId: string;
  senderName: string;
  sizeBytes: number;
  offeredAtMs: number;
  state: FileState;
  name: string;
}

/** Body of an entry to append; the store adds seq, sender and time. */
export type EntryBody = Entry extends infer One
  ? One extends Entry
    ? Omit<One, 'seq' | 'sender' | 'sentAtMs' | 'became'>
    : never
  : never;

/**
 * Writing methods join the current group commit and resolve after its fsync; writes take effect in call order. A refused write
 * changes nothing and rejects with a `ChatError`, without affecting the others in its commit. Entries of a commit are passed to
 * the `onCommitted` listener together, before its promises resolve.
 */
export interface Store
  extends
    PeopleStore,
    ReadingStore,
    RoomLifecycleStore,
    InviteStore,
    MessageStore<Committed>,
    Oversight,
    SanctionStore<Account>,
    LogStore,
    SignInStore<Account> {
  /**
   * Adds the person to the lobby, except guests, and to the rooms of the invitation, one use of which is counted. @throws
   * name-taken, invitation-over, and if there is an owner already, owner-code-wrong
   */
  accountCreate(account: {
    name: string;
    displayName: string;
    passwordHash: string;
    isOwner?: boolean;
    /** Hash of the invitation code used. */
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
   * Sets a role of somebody with a lower role. `owner` hands the server over: the new owner's bans, kicks and disabled state are
   * lifted, and the former owner becomes an admin. Guests leave the lobby, everybody else joins it. @throws not-allowed,
   * owner-stays
   */
  roleSet(change: {userId: number; byUserId: number; role: Role; atMs: number}): Promise<{formerOwnerId?: number}>;
  /** @param kick `words` say by whom and why, as shown to the person @throws not-allowed */
  kickSet(userId: number, kick: {byUserId: number; untilMs: number; words: string}): Promise<void>;
  /**
   * Changes a password; with `keptTokenHash`, ends all other sessions in the same commit. @returns false, without a change, if
   * the hash is no longer `before`
   */
  passwordSet(
    userId: number,
    change: {passwordHash: string; before: string; keptTokenHash?: Uint8Array},
  ): Promise<boolean>;
  lastSeenSet(userId: number, atMs: number): Promise<void>;

  /**
   * The creator is a member; the log begins with `created`. @throws room-exists if the person sees one of this name,
   * too-many-rooms, too-many-rooms-made, muted
   */
  roomCreate(room: {
    name: string;
    kind: 'public' | 'private';
    topic: string;
    userId: number;
    entryId: string;
    atMs: number;
  }): Promise<number>;
  /** Finds a room by name, among those the person can see. */
  roomFind(
    name: string,
    userId: number,
  ): Promise<{roomId: number; kind: RoomKind; isMember: boolean; isInvited: boolean} | undefined>;
  /** Joins a public room, or a private one with an invite; idempotent. @throws room-not-found, too-many-rooms */
  roomJoin(join: {roomId: number; userId: number; entryId: string; atMs: number}): Promise<void>;
  /**
   * Leaves a room, or hides a conversation. An abandoned public room with messages is archived, any other abandoned room is
   * erased. @throws not-in-room, lobby-stays
   */
  roomLeave(leave: {
    roomId: number;
    userId: number;
    entryId: string;
    atMs: number;
    leave?: string | undefined;
  }): Promise<void>;
  /** Public rooms, except for guests, and those the person is in, ordered by name. */
  roomList(page: {
    userId: number;
    /** Limits the result to these rooms, for program tokens. */
    roomIds?: readonly number[] | undefined;
    /** Name of the last room of the previous page. */
    afterName?: string;
    limit: number;
  }): Promise<RoomSummary[]>;
  /** Changes only the rules given. @throws not-in-room, not-allowed, muted with a reason */
  roomRulesSet(change: {
    roomId: number;
    userId: number;
    rules: RulesChange;
    reason: string;
    entryId: string;
    atMs: number;
  }): Promise<RoomRules>;
  /**
   * Sets the role of a member; `owner` hands the room over. @throws not-in-room, not-allowed, user-not-found if they are not a
   * member
   */
  roomRoleSet(change: {
    roomId: number;
    userId: number;
    targetId: number;
    role: RoomRole;
    entryId: string;
    atMs: number;
  }): Promise<{formerOwnerId?: number}>;
  /** Removes a member with a lower role. @throws not-in-room, not-allowed, user-not-found, lobby-stays, muted with a reason */
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
   * The direct room of two people, created if needed (`isNew`). The other person sees it from the first message on. @throws
   * direct-self, too-many-rooms
   */
  directOpen(pair: {
    userId: number;
    partnerId: number;
    entryId: string;
    atMs: number;
  }): Promise<{roomId: number; isNew: boolean}>;
  /** Checks whether a direct conversation is possible; creates nothing. @throws direct-self, not-allowed, directs-refused */
  directRequire(pair: {userId: number; partnerId: number}): Promise<void>;

  /** All rooms of a person with counts, ordered by room id. */
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
   * Appends an entry by a member. Repeating sender, room and entry id returns the first entry and appends nothing.
   * `SERVER_SENDER` is a member everywhere. With `afterId`, an entry of the same sender and room with that id must exist.
   * @throws not-in-room, out-of-order
   */
  entryAppend(append: {
    roomId: number;
    userId: number;
    body: EntryBody;
    atMs: number;
    afterId?: string | undefined;
    /** References of the message. @throws message-not-found, message-gone, message-unchangeable */
    about?: MessageAbout | undefined;
    /** The entry records an action that is already done: it has a new id, and needs no permission to write in the room. */
    isDeed?: boolean;
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
   * Appends the offer and creates the file in one commit. Repeating the entry id returns the first. @throws not-in-room,
   * quota-exceeded, unfinished-too-many, quota-full
   */
  fileOffer(offer: FileOffer): Promise<StoredFile & {partner?: Committed['partner']}>;
  /**
   * Lets the bytes of a direct transfer from `fromByte` on pass through the server and count for quotas. `isHeld`: the stored
   * bytes reach up to there and count as before; otherwise they no longer count and must be removed. @throws file-not-found,
   * not-allowed, file-gone, bad-request, and the quota errors of an offer
   */
  fileRelay(relay: {
    fileId: string;
    userId: number;
    fromByte: number;
    /** End of the stored bytes, which count for quotas. */
    heldBytes: number;
    quota: FileQuota;
  }): Promise<{before: StoredFile; after: StoredFile; isHeld: boolean}>;
  /** @throws file-not-found, also for files of rooms the person is not in */
  fileFind(fileId: string, userId: number): Promise<StoredFile>;
  /** In any room; for internal use, without a permission check. */
  fileFindAny(fileId: string): Promise<StoredFile | undefined>;
  /** Newest first. @throws not-in-room */
  fileList(page: {roomId: number; userId: number; beforeSeq?: number; limit: number}): Promise<StoredFile[]>;
  /** Sets the state and appends the entry that records it in one commit; idempotent. @throws file-not-found, not-allowed */
  fileSettle(settle: {
    fileId: string;
    userId: number;
    state: 'complete' | 'cancelled';
    sha256?: string;
    /** All bytes went directly between clients. */
    isDirect?: boolean;
    entryId: string;
    atMs: number;
    /** By an administrator, who may settle any file in any room. */
    isByAdmin?: boolean;
  }): Promise<StoredFile & {twinId?: string}>;
  /** Another complete file of the same person with the same hash and bytes of its own. */
  fileTwin(fileId: string): Promise<string | undefined>;
  /**
   * Records that both files share their bytes, which count once. @returns false if they are not two complete files of one
   * person with equal hashes
   */
  fileJoin(join: {fileId: string; otherId: string}): Promise<boolean>;
  /** Files that are not cancelled, largest first, after `after`. */
  fileLargest(page: {userId: number; after?: {sizeBytes: number; fileId: string}; limit: number}): Promise<DiskFile[]>;
  /** Files offered before `beforeMs` and not cancelled, oldest first. */
  fileOld(page: {beforeMs: number; limit: number}): Promise<StoredFile[]>;
  /** Files offered before `beforeMs` and not complete, oldest first. */
  fileUnfinished(page: {beforeMs: number; limit: number}): Promise<StoredFile[]>;

  /** Resolves to false if the record was merged into another one of the same day, as for uses of a session. */
  loginRecord(record: Omit<LoginRecord, 'id' | 'count' | 'lastAtMs'>): Promise<boolean>;
  /** Distinct pairs of login name and address of successful logins, latest first. */
  loginPlaces(limit: number): Promise<{name: string; address: string}[]>;
  /** Newest first. */
  loginList(page: {beforeId?: number; limit: number}): Promise<LoginRecord[]>;

  /** Sets the one listener; called once per commit with its entries in order. */
  onCommitted(listener: (committed: readonly Committed[]) => void): void;
  /** Commits pending writes, then closes. */
  close(): Promise<void>;
}
