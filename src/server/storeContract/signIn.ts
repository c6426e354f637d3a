/** Store contract: authentication. Sessions, invitations, password resets, second factors, SSH keys. */
import type {ServerRole} from '../../shared/access/roles.ts';
import type {TokenRight} from '../../shared/access/tokenRights.ts';

/** Rights of a program token; absent for sessions of people. */
export interface ProgramGrant {
  rights: readonly TokenRight[];
  /** Absent: all rooms, including future ones. */
  roomIds?: readonly number[];
  /** Expiry in milliseconds since 1970. */
  expiresAtMs: number;
}

/** Whether a session has access to a room; without a grant, to all rooms. */
export const mayIn = (grant: ProgramGrant | undefined, roomId: number): boolean =>
  grant?.roomIds?.includes(roomId) ?? true;
/** Whether a session has a right; without a grant, all rights. */
export const hasRight = (grant: ProgramGrant | undefined, right: TokenRight): boolean =>
  grant?.rights.includes(right) ?? true;
export const isOver = ({expiresAtMs}: ProgramGrant, nowMs: number): boolean => expiresAtMs <= nowMs;

/** A new session; only the SHA-256 of its token is stored. */
export interface Session {
  /** Raw bytes of the SHA-256 of the whole token string. */
  tokenHash: Uint8Array;
  userId: number;
  deviceName: string;
  createdAtMs: number;
  lastUsedAtMs: number;
  address?: string;
  /** Present for program tokens; `deviceName` is then the token's name. */
  grant?: ProgramGrant;
  /** Created with an SSH key instead of a password; program tokens inherit it. Default: no. */
  isBySshKey?: boolean;
}

/** How an account's session was created. */
export interface InSession {
  grant?: ProgramGrant;
  isBySshKey: boolean;
  begunAtMs: number;
}

export interface StoredSession extends Omit<Required<Session>, 'grant'> {
  /** Unique within its account. */
  number: number;
  grant?: ProgramGrant;
}

/** An invitation link without its code, of which only the hash is stored. */
export interface StoredInvitation {
  invitationId: number;
  /** Login name of its creator. */
  by: string;
  role: ServerRole;
  rooms: readonly {roomId: number; name: string}[];
  note: string;
  madeAtMs: number;
  expiresAtMs?: number;
  usesMax?: number;
  uses: number;
  /** Why the invitation cannot be used any more. */
  end?: InvitationEnd;
}

/** `void`: its creator has lost the right to such an invitation. */
export type InvitationEnd = 'used' | 'expired' | 'revoked' | 'void';

/** Compares secrets of second factors; an absent one (account without a factor) equals only an absent one. */
export const isSameFactor = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one === undefined || other === undefined ? one === other : Buffer.compare(one, other) === 0;

/** Id of the server's own invitation link. */
export const OWN_INVITATION = 1;

export interface SignInStore<Account> {
  /** Resolves to its number. A program token is limited to rooms of its account. @throws too-many-tokens, not-in-room */
  sessionCreate(session: Session): Promise<number>;
  /** Finds the account of a session and records its use, without waiting for the write. @param address from which it is used */
  sessionFind(tokenHash: Uint8Array, atMs: number, address?: string): Promise<(Account & InSession) | undefined>;
  sessionDelete(tokenHash: Uint8Array): Promise<void>;
  /** Deletes all sessions of a person, except one if given. */
  sessionDeleteAll(userId: number, exceptTokenHash?: Uint8Array): Promise<void>;
  /** Ordered by last use, latest first. */
  sessionList(userId: number): Promise<StoredSession[]>;
  /**
   * Revokes one session, or all but one, of oneself or of somebody with a lower role. Resolves to the revoked ones. @throws
   * device-not-found, not-allowed
   */
  sessionRevoke(change: {
    userId: number;
    byUserId: number;
    number?: number;
    exceptTokenHash?: Uint8Array;
  }): Promise<StoredSession[]>;
  /** Program tokens of one person or of all, ordered by account and number. */
  tokenList(page: {
    userId?: number;
    after?: {userId: number; number: number};
    limit: number;
    nowMs: number;
  }): Promise<StoredSession[]>;
  /** Records that these sessions are in use. */
  sessionsUsed(tokenHashes: readonly Uint8Array[], atMs: number): Promise<void>;
  /** Deletes a limited number of expired sessions and resolves to them. */
  sessionsExpire(nowMs: number): Promise<StoredSession[]>;

  /**
   * Creates a reset, which replaces an earlier one. For somebody with a lower role, or by the server. Invalid once the account
   * gets another role, and while its creator could not create it any more. @throws not-allowed, owner-stays
   */
  passwordResetCreate(reset: {
    userId: number;
    byUserId: number;
    codeHash: Uint8Array;
    expiresAtMs: number;
  }): Promise<void>;
  /** @throws reset-over */
  passwordResetFind(codeHash: Uint8Array, nowMs: number): Promise<{userId: number; name: string}>;
  /** Usable once; deletes every session of the account. @throws reset-over */
  passwordResetUse(use: {codeHash: Uint8Array; passwordHash: string; atMs: number}): Promise<void>;
  secondFactorFind(userId: number): Promise<{secret: Uint8Array; lastStep: number; sinceMs: number} | undefined>;
  /** When the factor was set up, and how many recovery codes are left; empty without a second factor. */
  secondFactorShow(userId: number): Promise<{sinceMs?: number; recoveryCodesLeft?: number}>;
  /** Replaces the factor with the secret `before`; false, without a change, if the account has another one, or none, by now. */
  secondFactorSet(factor: {
    userId: number;
    secret: Uint8Array;
    before: Uint8Array | undefined;
    lastStep: number;
    codeHashes: readonly Uint8Array[];
    atMs: number;
  }): Promise<boolean>;
  /** Consumes a time step; false if it or a later one was used already. */
  secondFactorTake(userId: number, step: number): Promise<boolean>;
  /** Consumes a recovery code; false if it does not exist. */
  recoveryTake(userId: number, codeHash: Uint8Array): Promise<boolean>;
  /** Removes one's own factor with this secret; false, without a change, if the account has another one, or none, by now. */
  secondFactorEnd(userId: number, secret: Uint8Array | undefined): Promise<boolean>;
  /** Removes the factor of somebody with a lower role. @throws not-allowed */
  secondFactorDrop(change: {userId: number; byUserId: number}): Promise<void>;
  /** @throws ssh-key-there, too-many-keys */
  sshKeyAdd(key: {userId: number; fingerprint: string; blob: Uint8Array; comment: string; atMs: number}): Promise<void>;
  sshKeyList(
    userId: number,
  ): Promise<{fingerprint: string; comment: string; addedAtMs: number; lastUsedAtMs?: number}[]>;
  sshKeyFind(userId: number, fingerprint: string): Promise<boolean>;
  sshKeyRemove(userId: number, fingerprint: string): Promise<boolean>;
  /** Removes all keys of somebody with a lower role. @throws not-allowed */
  sshKeysDrop(change: {userId: number; byUserId: number}): Promise<void>;
  sshKeyUsed(userId: number, fingerprint: string, atMs: number): Promise<void>;
  /** Sets the owner's password, removes second factor and sessions; resolves to their name. */
  ownerRecover(passwordHash: string): Promise<string | undefined>;
  /**
   * Creates an invitation for a role below the creator's, into rooms where the creator may invite. @throws not-allowed,
   * not-in-room, too-many-invitations
   */
  invitationCreate(invitation: {
    codeHash: Uint8Array;
    byUserId: number;
    role: ServerRole;
    roomIds: readonly number[];
    note: string;
    atMs: number;
    expiresAtMs: number;
    usesMax: number;
  }): Promise<number>;
  /** Newest first, including recently ended ones; rooms only as far as the caller can see them. */
  invitationList(page: {
    byUserId: number;
    beforeId?: number;
    limit: number;
    nowMs: number;
  }): Promise<StoredInvitation[]>;
  /** Finds an invitation without using it. @throws invitation-over */
  invitationFind(codeHash: Uint8Array, nowMs: number): Promise<StoredInvitation>;
  /**
   * Joins the invitation's rooms with an existing account, except locked rooms and those from which the person was removed.
   * Counts once per person, and only if a room was joined; resolves to the new rooms. @throws invitation-over, too-many-rooms
   */
  invitationEnter(use: {
    codeHash: Uint8Array;
    userId: number;
    atMs: number;
  }): Promise<{invitationId: number; by: string; rooms: readonly {roomId: number; name: string}[]}>;
  /** @throws not-allowed, invitation-not-found */
  invitationRevoke(change: {invitationId: number; byUserId: number; atMs: number}): Promise<void>;
  /**
   * Sets a new code and resets uses and lifetime; requires the right to create such an invitation. @throws not-allowed,
   * invitation-not-found
   */
  invitationRotate(change: {
    invitationId: number;
    byUserId: number;
    codeHash: Uint8Array;
    atMs: number;
  }): Promise<{usesMax?: number; expiresAtMs?: number}>;
  /**
   * Compares the code of the server's own invitation with the known one; if they differ, or none is known, `fresh` becomes its
   * code. A revoked invitation stays revoked.
   */
  invitationOwn(own: {
    known: Uint8Array | undefined;
    fresh: Uint8Array;
    atMs: number;
  }): Promise<'known' | 'fresh' | 'revoked'>;
}
