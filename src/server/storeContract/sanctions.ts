/** Store contract: sanctions and reports. */

/** What somebody reported, about a person or a message. */
export interface Report {
  reportId: number;
  by: string;
  about: string;
  room: string;
  seq?: number;
  reason: string;
  atMs: number;
}

/** Writes are as in `Store`. */
export interface SanctionStore<Account> extends SweepStore {
  /** Of somebody below; without a sanction it ends. @throws not-allowed */
  muteSet(change: {userId: number; byUserId: number; sanction?: {untilMs: number; words: string}}): Promise<void>;
  banSet(change: {userId: number; byUserId: number; sanction?: {untilMs: number; words: string}}): Promise<void>;
  /** Without words the account is enabled. @throws not-allowed */
  disabledSet(change: {userId: number; byUserId: number; words?: string}): Promise<void>;
  /** Accounts that are banned, muted, kicked or disabled now, by name. */
  sanctionList(page: {afterName?: string; limit: number; nowMs: number}): Promise<Account[]>;
  /** Without a sanction it ends; resolves to whether anything was changed. @throws not-allowed, too-many-bans */
  networkBanSet(change: {
    byUserId: number;
    network: string;
    sanction?: {untilMs: number; words: string};
    atMs: number;
  }): Promise<boolean>;
  /** Those that hold now. */
  networkBanList(nowMs: number): Promise<{network: string; words: string; untilMs: number}[]>;
  /**
   * Name, password, sessions and places in rooms go; entries stay, by a former member. Resolves to the rooms. @throws not-allowed
   */
  accountDelete(removal: {userId: number; byUserId: number; atMs: number}): Promise<number[]>;
  /** Ids of files that are not cancelled. */
  filesOf(page: {userId: number; limit: number}): Promise<string[]>;

  /**
   * About a person, or about who wrote a message. `moderators` are to be told; nobody is where who reports has many unsettled
   * ones. @throws not-in-room, entry-not-found, direct-self
   */
  reportMake(report: {
    byUserId: number;
    aboutUserId?: number;
    place?: {roomId: number; seq: number};
    reason: string;
    atMs: number;
  }): Promise<{reportId: number; about: string; moderators: {userId: number}[]}>;
  /** Not settled, newest first; the room is empty where who asks may not see it. */
  reportList(page: {byUserId: number; beforeId?: number; limit: number}): Promise<Report[]>;
  /** One, or all about a person; resolves to how many. @throws not-allowed */
  reportSettle(change: {byUserId: number; reportId?: number; aboutUserId?: number; atMs: number}): Promise<number>;
}

/** A message somewhere. */
export interface SweptPlace {
  roomId: number;
  seq: number;
  atMs: number;
}

/** All that a person wrote lately, or ever, goes. `isWhole`: with the account, also in conversations. */
export interface SweepStore {
  /** The newest first, in rooms in which whoever asks may remove it; rights are asked again when it goes. @throws not-allowed */
  messageSweepList(page: {
    userId: number;
    byUserId: number;
    roomId?: number | undefined;
    sinceMs?: number | undefined;
    limit: number;
    isWhole?: boolean;
  }): Promise<SweptPlace[]>;
  /** All of these in one transaction, so few at once; resolves to how many there were. @throws not-allowed, not-in-room */
  messageSweep(step: {
    userId: number;
    byUserId: number;
    places: readonly SweptPlace[];
    isWhole?: boolean;
    atMs: number;
  }): Promise<number>;
}
