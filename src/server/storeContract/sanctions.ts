/** Store contract: sanctions and reports. */

/** A report about a person or a message. */
export interface Report {
  reportId: number;
  by: string;
  about: string;
  room: string;
  seq?: number;
  reason: string;
  atMs: number;
}

/** Writes behave as described at `Store`. */
export interface SanctionStore<Account> extends SweepStore {
  /** Mutes somebody with a lower role; without a sanction, unmutes. @throws not-allowed */
  muteSet(change: {userId: number; byUserId: number; sanction?: {untilMs: number; words: string}}): Promise<void>;
  banSet(change: {userId: number; byUserId: number; sanction?: {untilMs: number; words: string}}): Promise<void>;
  /** Disables an account; without words, enables it. @throws not-allowed */
  disabledSet(change: {userId: number; byUserId: number; words?: string}): Promise<void>;
  /** Accounts with a sanction in force, by name. */
  sanctionList(page: {afterName?: string; limit: number; nowMs: number}): Promise<Account[]>;
  /** Bans a network; without a sanction, unbans. Resolves to whether anything changed. @throws not-allowed, too-many-bans */
  networkBanSet(change: {
    byUserId: number;
    network: string;
    sanction?: {untilMs: number; words: string};
    atMs: number;
  }): Promise<boolean>;
  /** Bans in force. */
  networkBanList(nowMs: number): Promise<{network: string; words: string; untilMs: number}[]>;
  /**
   * Removes name, password, sessions and memberships; entries stay, as those of a former member. Resolves to the rooms left.
   * @throws not-allowed
   */
  accountDelete(removal: {userId: number; byUserId: number; atMs: number}): Promise<number[]>;
  /** Ids of files that are not cancelled. */
  filesOf(page: {userId: number; limit: number}): Promise<string[]>;

  /**
   * Reports a person, or the author of a message. `moderators` are to be told; empty if the reporter has many open reports.
   * @throws not-in-room, entry-not-found, direct-self
   */
  reportMake(report: {
    byUserId: number;
    aboutUserId?: number;
    place?: {roomId: number; seq: number};
    reason: string;
    atMs: number;
  }): Promise<{reportId: number; about: string; moderators: {userId: number}[]}>;
  /** Open reports, newest first; the room is empty if the caller cannot see it. */
  reportList(page: {byUserId: number; beforeId?: number; limit: number}): Promise<Report[]>;
  /** Settles one report, or all about a person; resolves to the number of settled ones. @throws not-allowed */
  reportSettle(change: {byUserId: number; reportId?: number; aboutUserId?: number; atMs: number}): Promise<number>;
}

/** Place of a message. */
export interface SweptPlace {
  roomId: number;
  seq: number;
  atMs: number;
}

/** Deletes a person's messages. `isWhole`: together with the account, including conversations. */
export interface SweepStore {
  /** Newest first, in rooms shared with the caller; permissions are checked again on deletion. @throws not-allowed */
  messageSweepList(page: {
    userId: number;
    byUserId: number;
    roomId?: number | undefined;
    sinceMs?: number | undefined;
    limit: number;
    isWhole?: boolean;
  }): Promise<SweptPlace[]>;
  /**
   * Deletes these messages in one transaction, which must therefore be few. Resolves to the number deleted. @throws not-allowed,
   * not-in-room
   */
  messageSweep(step: {
    userId: number;
    byUserId: number;
    places: readonly SweptPlace[];
    isWhole?: boolean;
    atMs: number;
  }): Promise<number>;
}
