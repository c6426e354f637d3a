/** Store contract: authentication. Sessions, invitations, password resets, second factors, SSH keys. */
import type {ServerRole} from '../../shared/access/roles.ts';
import type {TokenRight} from '../../shared/access/tokenRights.ts';

/** What a token for a program may; a login has none of this. */
export interface ProgramGrant {
  rights: readonly TokenRight[];
  /** Absent: in all rooms, also those of later. */
  roomIds?: readonly number[];
  /** Milliseconds since 1970; from then on it is void. */
  expiresAtMs: number;
}

/** Without a grant everywhere. */
export const mayIn = (grant: ProgramGrant | undefined, roomId: number): boolean =>
  grant?.roomIds?.includes(roomId) ?? true;
export const isOver = ({expiresAtMs}: ProgramGrant, nowMs: number): boolean => expiresAtMs <= nowMs;

/** A login as it is made: only the SHA-256 of its token is kept. */
export interface Session {
  /** Raw bytes of the SHA-256 of the whole token string. */
  tokenHash: Uint8Array;
  userId: number;
  deviceName: string;
  createdAtMs: number;
  lastUsedAtMs: number;
  address?: string;
  /** It is a token for a program; `deviceName` is its name. */
  grant?: ProgramGrant;
  /** Made by an SSH key and not by a password; a token for a program as the login that has made it. Default: no. */
  isBySshKey?: boolean;
}

/** What a session lets do: its account, and how it was made. */
export interface InSession {
  grant?: ProgramGrant;
  isBySshKey: boolean;
  begunAtMs: number;
}

export interface StoredSession extends Omit<Required<Session>, 'grant'> {
  /** Within its account. */
  number: number;
  grant?: ProgramGrant;
}

/** An invitation link, as it is listed; its code is known to whom it was given alone. */
export interface StoredInvitation {
  invitationId: number;
  /** Login name of who made it. */
  by: string;
  role: ServerRole;
  rooms: readonly {roomId: number; name: string}[];
  note: string;
  madeAtMs: number;
  expiresAtMs?: number;
  usesMax?: number;
  uses: number;
  /** Why nobody comes in by it any more. */
  end?: InvitationEnd;
}

/** `void`: who made it has no right to any more. */
export type InvitationEnd = 'used' | 'expired' | 'revoked' | 'void';

/** The link that the server itself has, as long as nobody revokes it. */
export const OWN_INVITATION = 1;

export interface SignInStore<Account> {
  /** Resolves to its number. A token is for rooms one is in. @throws too-many-tokens, not-in-room */
  sessionCreate(session: Session): Promise<number>;
  /**
   * The session's account; marks the session as used, without waiting for that to be stored. @param address from where it is used
   */
  sessionFind(tokenHash: Uint8Array, atMs: number, address?: string): Promise<(Account & InSession) | undefined>;
  sessionDelete(tokenHash: Uint8Array): Promise<void>;
  /** All sessions of a person but, where given, one. */
  sessionDeleteAll(userId: number, exceptTokenHash?: Uint8Array): Promise<void>;
  /** Used last first. */
  sessionList(userId: number): Promise<StoredSession[]>;
  /**
   * One, or all but one; of oneself or of somebody below. Resolves to those that are gone. @throws device-not-found, not-allowed
   */
  sessionRevoke(change: {
    userId: number;
    byUserId: number;
    number?: number;
    exceptTokenHash?: Uint8Array;
  }): Promise<StoredSession[]>;
  /** Tokens for programs of one person, or of all; by account and number, after one. */
  tokenList(page: {
    userId?: number;
    after?: {userId: number; number: number};
    limit: number;
    nowMs: number;
  }): Promise<StoredSession[]>;
  /** They are connected now. */
  sessionsUsed(tokenHashes: readonly Uint8Array[], atMs: number): Promise<void>;
  /** Those whose time is over are gone, so many at once; resolves to them. */
  sessionsExpire(nowMs: number): Promise<StoredSession[]>;

  /** One at a time; of somebody below, or by the server itself. @throws not-allowed, owner-stays */
  passwordResetCreate(reset: {
    userId: number;
    byUserId: number;
    codeHash: Uint8Array;
    expiresAtMs: number;
  }): Promise<void>;
  /** @throws reset-over */
  passwordResetFind(codeHash: Uint8Array, nowMs: number): Promise<{userId: number; name: string}>;
  /** Good once; every login of the account is gone with it. @throws reset-over */
  passwordResetUse(use: {codeHash: Uint8Array; passwordHash: string; atMs: number}): Promise<void>;
  secondFactorFind(userId: number): Promise<{secret: Uint8Array; lastStep: number; sinceMs: number} | undefined>;
  /** Since when there is one, and how many recovery codes are left; nothing where there is none. */
  secondFactorShow(userId: number): Promise<{sinceMs?: number; recoveryCodesLeft?: number}>;
  /** In the place of the one before. */
  secondFactorSet(factor: {
    userId: number;
    secret: Uint8Array;
    lastStep: number;
    codeHashes: readonly Uint8Array[];
    atMs: number;
  }): Promise<void>;
  /** False where this step, or a later one, was taken already. */
  secondFactorTake(userId: number, step: number): Promise<boolean>;
  /** False where there is no such code, or no more. */
  recoveryTake(userId: number, codeHash: Uint8Array): Promise<boolean>;
  /** One's own, or that of somebody below. @throws not-allowed */
  secondFactorDrop(change: {userId: number; byUserId: number}): Promise<void>;
  /** @throws ssh-key-there, too-many-keys */
  sshKeyAdd(key: {userId: number; fingerprint: string; blob: Uint8Array; comment: string; atMs: number}): Promise<void>;
  sshKeyList(
    userId: number,
  ): Promise<{fingerprint: string; comment: string; addedAtMs: number; lastUsedAtMs?: number}[]>;
  sshKeyFind(userId: number, fingerprint: string): Promise<boolean>;
  sshKeyRemove(userId: number, fingerprint: string): Promise<boolean>;
  /** Those of somebody below. @throws not-allowed */
  sshKeysDrop(change: {userId: number; byUserId: number}): Promise<void>;
  sshKeyUsed(userId: number, fingerprint: string, atMs: number): Promise<void>;
  /** The owner has this password, no second factor and no login; resolves to their name. */
  ownerRecover(passwordHash: string): Promise<string | undefined>;
  /**
   * For a role below that of who makes it, into rooms in which they may invite. @throws not-allowed, not-in-room,
   * too-many-invitations
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
  /** Newest first, also those that are over; of rooms only those that who asks may see. */
  invitationList(page: {
    byUserId: number;
    beforeId?: number;
    limit: number;
    nowMs: number;
  }): Promise<StoredInvitation[]>;
  /** What is behind a code; nothing is used up. @throws invitation-over */
  invitationFind(codeHash: Uint8Array, nowMs: number): Promise<StoredInvitation>;
  /**
   * Into its rooms with an account that is there already, but for those that are locked or from which one was removed. Counted
   * once a person, and only where it brought them anywhere; resolves to the rooms that are new. @throws invitation-over,
   * too-many-rooms
   */
  invitationEnter(use: {
    codeHash: Uint8Array;
    userId: number;
    atMs: number;
  }): Promise<{invitationId: number; by: string; rooms: readonly {roomId: number; name: string}[]}>;
  /** @throws not-allowed, invitation-not-found */
  invitationRevoke(change: {invitationId: number; byUserId: number; atMs: number}): Promise<void>;
  /** Another code, and good again as it was at first; whoever may make such a one. @throws not-allowed, invitation-not-found */
  invitationRotate(change: {
    invitationId: number;
    byUserId: number;
    codeHash: Uint8Array;
    atMs: number;
  }): Promise<{usesMax?: number; expiresAtMs?: number}>;
  /** The server's own has this code from now on, unless it was revoked. */
  invitationOwn(codeHash: Uint8Array, atMs: number): Promise<'good' | 'revoked'>;
}
